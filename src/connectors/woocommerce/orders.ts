/** Orders: what changed, single ones, what may be done with them, new ones of ours. */

import type { OrderPart } from "../../commerce/order.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import { ORDER_STATUSES, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders, Sweep } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { named, readEach, rowId } from "../kit/pull/read-each.ts";
import { allRows, PER_PAGE } from "./client.ts";
import { execute } from "./order-commands.ts";
import { createOrder, quoteOrder } from "./order-create.ts";
import { fetchOrder, readOrders } from "./order-read.ts";
import { updateTracking } from "./order-tracking.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_REFUND } from "./schemas.ts";
import { walkChanged } from "./sweeps.ts";
import { message } from "./words.ts";

const changed: Sweep<OrderPart> = {
  id: "orders.changed",
  mode: "changed",
  // Webhooks tell at once; shops without cron traffic are minutes late, and failed deliveries are never repeated.
  everyMs: 5 * 60_000,
  run: (input, ctx) => walkChanged({ path: "orders", operation: "orders.list", read: readOrders }, input, ctx),
};

/** Re-reads orders we hold open: permanent deletions and old shops tell nothing by themselves. */
const open: Sweep<OrderPart> = {
  id: "orders.open",
  mode: "open_ids",
  everyMs: 6 * 3_600_000,
  async *run(input, ctx) {
    const parts = chunks(input.openIds ?? [], PER_PAGE);
    for (const [index, ids] of parts.entries()) {
      const rows = await allRows(ctx, {
        path: "orders",
        operation: "orders.list",
        query: [["include", ids.join(",")]],
      });
      const { items, unread } = await readEach(rows, (some) => readOrders(some, ctx));
      yield { items, cursor: String(index + 1), safeToSave: true, ...named(unread, (row) => rowId(row)) };
    }
  },
};

const MAILS = message("said.eMailsBuyerWhenOrder");

function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const isOver = order.status === "cancelled" || order.platformStatus === "refunded";
  const isDone = order.lines.every((line) => line.fulfilledQuantity >= line.quantity) && order.status === "completed";
  const statuses: readonly OrderStatus[] = ORDER_STATUSES.filter(
    (to) => ORDER_TRANSITIONS[order.status].includes(to) && to !== "confirmed",
  );
  return [
    { kind: "status", allowed: statuses.length > 0, warnings: [MAILS], statuses },
    { kind: "fulfil", allowed: !isOver && !isDone, warnings: [MAILS] },
    {
      kind: "cancel",
      allowed: !isOver && order.status !== "completed",
      warnings: [message("warning.shopPutsStockCancelledOrder")],
    },
    {
      kind: "refund",
      allowed: order.platformStatus !== "refunded",
      warnings: [message("warning.paidBackThroughStorePayment")],
      money: "by_payment",
    },
    { kind: "note", allowed: true, warnings: [message("warning.noteCustomerEMailed")] },
  ];
}

export const orders: Orders = {
  essential: { "": ESSENTIAL_OF_ORDER, "*": ESSENTIAL_OF_REFUND },
  sweeps: [changed, open],
  get: partBy(fetchOrder),
  options,
  execute,
  updateTracking,
  quote: quoteOrder,
  create: createOrder,
};
