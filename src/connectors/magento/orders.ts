import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { changeHold, executeCommand } from "./order-commands.ts";
import { createOrder, quoteOrder } from "./order-create.ts";
import { readPart } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { updateTracking } from "./order-tracking.ts";
import { ESSENTIAL_OF_DOCUMENT, ESSENTIAL_OF_ORDER } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { requestableStatuses, statusTermsOf } from "./statuses.ts";
import { message } from "./words.ts";

export function orders(shop: ShopFacts): Orders {
  const here = forShop(shop);
  return {
    essential: { "": ESSENTIAL_OF_ORDER, "items.*": ESSENTIAL_OF_DOCUMENT },
    sweeps: orderSweeps(shop),
    get: here(readPart),
    options,
    execute: here(executeCommand),
    updateTracking: here(updateTracking),
    hold: here(changeHold),
    // Cloud tenants have no routes for the carts of guests.
    ...(shop.isCloudService
      ? {}
      : {
          quote: here(quoteOrder),
          create: here(createOrder),
          // Placed by a cart, which has no place for it: the key is put on the order by a second call.
          mayLackKey: true,
        }),
  };
}

export function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const { state, invoiced } = statusTermsOf(order.platformStatus);
  const statuses = requestableStatuses(order.platformStatus);
  const isLeft = order.lines.some((line) => line.quantity > line.fulfilledQuantity);
  const hasLeft = order.lines.some((line) => line.fulfilledQuantity > 0);
  return [
    {
      kind: "status",
      allowed: statuses.length > 0,
      warnings: [
        ...(statuses.includes("processing") && state !== "holded"
          ? [message("warning.processingMakesInvoiceOfflinePayment")]
          : []),
        ...(statuses.includes("completed") ? [message("warning.completingMakesInvoiceShipsEverything")] : []),
      ],
      statuses,
    },
    {
      kind: "fulfil",
      allowed: isLeft && ["new", "pending_payment", "processing"].includes(state),
      warnings: [message("warning.keepsTrackingNumbersCarrierName"), message("warning.whereSeveralSourcesHoldGoods")],
    },
    {
      kind: "cancel",
      allowed: statuses.includes("cancelled"),
      warnings: [
        ...(invoiced === "partly invoiced" ? [message("warning.whatNotInvoicedCancelledRest")] : []),
        ...(hasLeft ? [message("warning.partOrderAlreadyLeft")] : []),
      ],
    },
    {
      kind: "refund",
      allowed: invoiced !== "" && invoiced !== "not invoiced" && !["closed", "canceled", "holded"].includes(state),
      warnings: [message("warning.withoutMovingMoneyCreditMemo"), message("warning.movingMoneyAsksPaymentGateway")],
      money: "by_payment",
    },
    { kind: "note", allowed: state !== "", warnings: [] },
  ];
}
