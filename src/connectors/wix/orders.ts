/** Orders: what changed, single ones, what may be done with them, new ones of ours. The same for both catalogs. */

import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { execute } from "./order-commands.ts";
import { createOrder } from "./order-create.ts";
import { updateTracking } from "./order-fulfil.ts";
import { fetchOrder, orderList } from "./order-read.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_PARCELS, ESSENTIAL_OF_PAYMENTS } from "./order-schemas.ts";
import { sweepsOf } from "./sweeps.ts";
import { message } from "./words.ts";

function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const isOver = order.status === "cancelled";
  const isShipped = order.lines.every((line) => line.fulfilledQuantity >= line.quantity);
  return [
    {
      kind: "status",
      allowed: order.status === "pending",
      warnings: [message("warning.mayWaitPaymentRefuseApprove")],
      statuses: ["confirmed"],
    },
    {
      kind: "fulfil",
      allowed: !isOver && !isShipped,
      warnings: [message("warning.mayEMailBuyerTracking")],
    },
    {
      kind: "cancel",
      allowed: !isOver,
      warnings: [message("warning.noMoneyReturned")],
    },
    {
      kind: "refund",
      allowed: true,
      warnings: [message("warning.paidBack")],
      money: "by_payment",
    },
    { kind: "note", allowed: true, warnings: [message("warning.keptOrderActivities")] },
  ];
}

export const orders: Orders = {
  essential: {
    order: ESSENTIAL_OF_ORDER,
    "orders.*": ESSENTIAL_OF_ORDER,
    "ordersWithFulfillments.*": ESSENTIAL_OF_PARCELS,
    "orderTransactions.*": ESSENTIAL_OF_PAYMENTS,
  },
  sweeps: sweepsOf("orders", orderList, { changedMs: 5 * 60_000 }),
  get: partBy(fetchOrder),
  options,
  execute,
  updateTracking,
  create: createOrder,
};
