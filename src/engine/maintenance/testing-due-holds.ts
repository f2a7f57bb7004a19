/** For tests of what is due of orders: holds that end, times that were calculated, and acceptance. */
import { NOON } from "../../hub/listings/samples.ts";

const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);
const hold = { source: "hub", reason: "other", keeps_units: true, held_by: "system", held_at: minutes(-10) };
const ended = { ended_at: NOON, ended_why: "released" };

const waiting = { number: "1", financial: "paid", fulfilment: "unfulfilled", status: "processing", promise_version: 1 };

/** Orders whose due time was calculated with other settings than those of now. */
const DUE_PROMISES = [
  {
    table: "sales_order",
    beside: { table: "promise_version", row: { version: 2 } },
    due: waiting,
    notDue: [
      { ...waiting, promise_version: 2 },
      { ...waiting, number: "2", status: "completed" },
    ],
  },
];

const DUE_HOLDS = [
  {
    table: "order_hold",
    due: { ...hold, until_at: NOON },
    notDue: [
      { ...hold, until_at: minutes(1) },
      { ...hold, until_at: NOON, ...ended },
    ],
  },
  { table: "order_hold", due: { ...hold, until_event: "paid" }, notDue: [{ ...hold, until_event: "paid", ...ended }] },
];

const toAccept = {
  ...{ number: "1", financial: "pending", fulfilment: "unfulfilled", status: "pending" },
  ...{ placed_at: minutes(-180), awaits_acceptance: true, accept_by: minutes(60) },
};

/** Three of its four hours are over. */
const DUE_ACCEPTANCE = [
  {
    table: "sales_order",
    due: toAccept,
    notDue: [
      { ...toAccept, placed_at: minutes(-179), accept_by: minutes(61) },
      { ...toAccept, number: "2", accept_by: null },
      { ...toAccept, number: "3", awaits_acceptance: false },
    ],
  },
];

export const DUE_ORDERS = {
  "due order holds": DUE_HOLDS,
  "promise dates": DUE_PROMISES,
  "orders to accept": DUE_ACCEPTANCE,
};
