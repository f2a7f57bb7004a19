import type { OrderPart } from "../../commerce/order.ts";
import type { Orders, Sweep } from "../kit/contract/ports.ts";
import { createOrder } from "./order-create.ts";
import { execute } from "./order-fulfil.ts";
import { fetchOrder, orderList } from "./order-read.ts";
import { ESSENTIAL_OF_ORDER } from "./schemas.ts";
import { changes } from "./sweeps.ts";
import { message } from "./words.ts";

const changed: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 5 * 60_000,
  run: (input, ctx) => changes(orderList, input, ctx),
};

const WHOLE = message("said.marksWholeOrderFulfilled");

export const orders: Orders = {
  essential: { "": ESSENTIAL_OF_ORDER, "result.*": ESSENTIAL_OF_ORDER },
  sweeps: [changed],
  get: fetchOrder,
  options: (order) => [
    { kind: "status", allowed: false, warnings: [], statuses: [] },
    { kind: "fulfil", allowed: order.platformStatus.startsWith("PENDING"), warnings: [WHOLE] },
    { kind: "cancel", allowed: false, warnings: [] },
    { kind: "refund", allowed: false, warnings: [] },
    { kind: "note", allowed: false, warnings: [] },
  ],
  execute,
  create: createOrder,
};
