/** Orders: what changed, single ones, what may be done with them, new ones of ours. The same for both catalogs. */
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { updateTracking } from "./fulfil.ts";
import { execute } from "./order-commands.ts";
import { createOrder } from "./order-create.ts";
import { fetchOrder, orderList } from "./order-read.ts";
import { sweepsOf } from "./walk.ts";

function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const isOver = order.status === "cancelled";
  const isShipped = order.lines.every((line) => line.fulfilledQuantity >= line.quantity);
  return [
    {
      kind: "status",
      allowed: order.status === "pending",
      warnings: ["Wix may wait for the payment and refuse to approve the order by hand."],
      statuses: ["confirmed"],
    },
    {
      kind: "fulfil",
      allowed: !isOver && !isShipped,
      warnings: ["Wix may e-mail the buyer when a tracking number is added."],
    },
    {
      kind: "cancel",
      allowed: !isOver,
      warnings: ["No money is returned: refund the order as well if it was paid."],
    },
    {
      kind: "refund",
      allowed: true,
      warnings: [
        "Paid back through the store, Wix returns the money through the payment provider; only booked, the refund stands as paid back elsewhere.",
      ],
      money: "by_payment",
    },
    { kind: "note", allowed: true, warnings: ["Kept in the order's activities, for the staff only."] },
  ];
}

export const orders: Orders = {
  sweeps: sweepsOf("orders", orderList, { changedMs: 5 * 60_000 }),
  async get(key, ctx) {
    return (await fetchOrder(key, ctx))?.part ?? null;
  },
  options,
  execute,
  updateTracking,
  create: createOrder,
};
