/** Orders: what changed, single ones, what may be done with them, new ones of ours. */

import type { OrderPart } from "../../commerce/order.ts";
import { ORDER_STATUSES, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { CommandOrder, Orders, Sweep } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { bareRows, PER_PAGE, storeCall } from "./client.ts";
import { execute } from "./order-commands.ts";
import { createOrder } from "./order-create.ts";
import { updateTracking } from "./order-fulfil.ts";
import { fetchOrder, loadOrders, ORDER_INCLUDE } from "./order-read.ts";
import { ESSENTIAL_OF_LINE, ESSENTIAL_OF_ORDER, ESSENTIAL_OF_REFUND, ESSENTIAL_OF_SHIPMENT } from "./schemas.ts";
import { walkChanged } from "./sweeps.ts";
import { stamp } from "./time.ts";
import { message } from "./words.ts";

const changed: Sweep<OrderPart> = {
  id: "orders.changed",
  mode: "changed",
  everyMs: 5 * 60_000,
  run: (input, ctx) =>
    walkChanged(
      {
        what: "orders",
        async page(fromMs, page, inner) {
          const query = [
            ...(fromMs === null ? [] : [["min_date_modified", stamp(fromMs)] as const]),
            ["sort", "date_modified:asc"],
            ...ORDER_INCLUDE,
            ["limit", String(PER_PAGE)],
            ["page", String(page)],
          ] as const;
          const { body } = await storeCall(inner, { path: "v2/orders", query, operation: "orders.list" });
          return bareRows(body, inner, "orders");
        },
        read: async (rows, inner) => (await loadOrders(rows, inner)).map(({ part }) => part),
      },
      input,
      ctx,
    ),
};

const MAILS = message("said.eMailBuyerStoreOrder");

function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const isOver = order.status === "cancelled";
  const isShipped = order.lines.every((line) => line.fulfilledQuantity >= line.quantity);
  const statuses = ORDER_STATUSES.filter((to) => ORDER_TRANSITIONS[order.status].includes(to));
  return [
    { kind: "status", allowed: statuses.length > 0, warnings: [MAILS], statuses },
    {
      kind: "fulfil",
      allowed: !isOver && !isShipped,
      warnings: [message("warning.eMailsBuyerAboutEvery")],
    },
    {
      kind: "cancel",
      allowed: !isOver && order.status !== "completed",
      warnings: [MAILS, message("warning.noMoneyReturnedWhetherStock")],
    },
    {
      kind: "refund",
      allowed: true,
      warnings: [message("warning.paidBackThroughStorePayment"), message("warning.whetherStockPutBackSetting")],
      money: "by_payment",
    },
    {
      kind: "note",
      allowed: true,
      warnings: [message("warning.keptOrderStaffNotesNo")],
    },
  ];
}

export const orders: Orders = {
  essential: {
    "": ESSENTIAL_OF_ORDER,
    "*": [...ESSENTIAL_OF_LINE, ...ESSENTIAL_OF_SHIPMENT],
    "data.*": ESSENTIAL_OF_REFUND,
  },
  sweeps: [changed],
  get: partBy(fetchOrder),
  options,
  execute,
  updateTracking,
  create: createOrder,
};
