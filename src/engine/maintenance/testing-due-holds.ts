/** For tests of what is due: a hold whose time is over, and one that ends with an event. */
import { NOON } from "../../hub/listings/samples.ts";

const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);
const hold = { source: "hub", reason: "other", keeps_units: true, held_by: "system", held_at: minutes(-10) };
const ended = { ended_at: NOON, ended_why: "released" };

export const DUE_HOLDS = [
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
