import type { OrderStatus } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { executeCommand } from "./order-commands.ts";
import { orderReader } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import type { ShopFacts } from "./shop.ts";
import { wordsOf } from "./statuses.ts";

export function ordersPort(shop: ShopFacts): Orders {
  return {
    sweeps: orderSweeps(shop),
    get: (key, ctx) => orderReader(shop, ctx).byToken(key),
    options,
    execute: (run, ctx) => executeCommand(run, shop, ctx),
  };
}

/** Sylius moves an order by itself; what can be asked for is payment, parcel, cancellation and refund. */
export function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const { state, paymentState, shippingState } = wordsOf(order.platformStatus);
  const isNew = state === "new";
  const canComplete = isNew && shippingState === "shipped" && ["awaiting_payment", "authorized"].includes(paymentState);
  const statuses: readonly OrderStatus[] = canComplete ? ["completed"] : [];
  const isPaid = paymentState === "paid";
  return [
    {
      kind: "status",
      allowed: canComplete,
      warnings: canComplete ? ["The payment is marked as paid; Sylius then closes the order by itself."] : [],
      statuses,
    },
    {
      kind: "fulfil",
      allowed: isNew && ["ready", "partially_shipped"].includes(shippingState),
      warnings: [
        "Parcels leave whole, with one tracking number that cannot be changed later; the carrier's name is not kept.",
        "The shop writes to the customer in any case.",
      ],
    },
    {
      kind: "cancel",
      allowed: isNew,
      warnings: [
        "The shop puts every unit back into its own stock.",
        ...(isPaid ? ["The money stays with the shop until the payment is refunded as well."] : []),
        ...(shippingState === "shipped" ? ["The parcel has already left."] : []),
      ],
    },
    {
      kind: "refund",
      allowed: isPaid && state !== "cart",
      warnings: [
        "Only a whole payment can be refunded, and nothing is put back into stock.",
        "Offline payment methods only note the refund: pay the money back yourself.",
      ],
      money: "by_payment",
    },
    { kind: "note", allowed: false, warnings: [] },
  ];
}
