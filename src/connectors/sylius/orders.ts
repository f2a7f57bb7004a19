import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { executeCommand } from "./order-commands.ts";
import { orderReader } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_ROW } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { statusTermsOf } from "./statuses.ts";
import { message } from "./words.ts";

export function orders(shop: ShopFacts): Orders {
  return {
    essential: { "": ESSENTIAL_OF_ORDER, "hydra:member.*": ESSENTIAL_OF_ROW },
    sweeps: orderSweeps(shop),
    get: (key, ctx) => orderReader(shop, ctx).byToken(key),
    options,
    execute: forShop(shop)(executeCommand),
  };
}

/** Sylius moves an order by itself; what can be asked for is payment, parcel, cancellation and refund. */
export function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const { state, paymentState, shippingState } = statusTermsOf(order.platformStatus);
  const isNew = state === "new";
  const canComplete = isNew && shippingState === "shipped" && ["awaiting_payment", "authorized"].includes(paymentState);
  const statuses: readonly OrderStatus[] = canComplete ? ["completed"] : [];
  const isPaid = paymentState === "paid";
  return [
    {
      kind: "status",
      allowed: canComplete,
      warnings: canComplete ? [message("warning.paymentMarkedPaidClosesOrder")] : [],
      statuses,
    },
    {
      kind: "fulfil",
      allowed: isNew && ["ready", "partially_shipped"].includes(shippingState),
      warnings: [message("warning.parcelsLeaveWholeTrackingNumber"), message("warning.shopWritesCustomerAnyCase")],
    },
    {
      kind: "cancel",
      allowed: isNew,
      warnings: [
        message("warning.shopPutsEveryUnitBack"),
        ...(isPaid ? [message("warning.moneyStaysShopUntilPayment")] : []),
        ...(shippingState === "shipped" ? [message("warning.parcelAlreadyLeft")] : []),
      ],
    },
    {
      kind: "refund",
      allowed: isPaid && state !== "cart",
      warnings: [message("warning.wholePaymentRefundedNothingPut"), message("warning.offlinePaymentMethodsNoteRefund")],
      money: "by_payment",
    },
    { kind: "note", allowed: false, warnings: [] },
  ];
}
