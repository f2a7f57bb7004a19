/** For tests of what is due. */
import { NOON } from "../../hub/listings/samples.ts";

const ago = (minutes: number) => new Date(NOON.getTime() - minutes * 60_000);

const use = {
  connection_id: "00000000-0000-4000-8000-000000000001",
  key: "x",
  code_hash: "\\x78",
  code_end: "x",
  amount_minor: 100,
  currency: "EUR",
  reference: "x",
  state: "running",
  requested_by: "x",
  started_at: ago(16),
};

/** A use of a channel's gift card that nobody has confirmed. */
export const UNCONFIRMED_USE = {
  table: "gift_card_use",
  due: use,
  notDue: [{ started_at: ago(15) }, { finished_at: ago(1) }, { state: "done" }, { told_at: ago(1) }].map((not, n) => ({
    ...use,
    key: `other ${n}`,
    ...not,
  })),
};

const route = { chosen_by: "rules", reasons: "[]", decided_at: ago(1), looked_at: ago(1) };

export const DUE_ROUTE = {
  table: "order_route",
  due: { ...route, order_id: "00000000-0000-4000-8000-000000000001" },
  notDue: [
    { ...route, order_id: "00000000-0000-4000-8000-000000000001", looked_at: ago(-1) },
    { ...route, order_id: "00000000-0000-4000-8000-000000000002", is_open: false },
  ],
};

const unkeyed = {
  number: "1",
  status: "confirmed",
  financial: "paid",
  fulfilment: "unfulfilled",
  is_address_keyed: false,
};

export const ORDER_WITHOUT_ADDRESS_KEY = {
  table: "sales_order",
  due: unkeyed,
  notDue: [
    { ...unkeyed, is_address_keyed: true },
    { ...unkeyed, number: "2", fulfilment: "fulfilled" },
  ],
};

const order = { financial: "pending", fulfilment: "unfulfilled", status: "pending" };

const promised = { ...order, promised_on: "2026-12-24" };
const presale = { variant_id: "00000000-0000-4000-8000-000000000001", backorder_days: 3 };

export const DUE_BACKORDERS = [
  { table: "sales_order", due: { ...order, is_short: true }, notDue: [order] },
  { table: "sales_order", due: promised, notDue: [{ ...promised, fulfilment: "fulfilled" }] },
  { table: "variant_presale", due: presale, notDue: [] },
  {
    table: "backorder",
    due: { order_id: "00000000-0000-4000-8000-000000000001", state: "late", told_at: ago(1) },
    notDue: [],
  },
];

const lot = { lot: "A", is_registered: true, created_at: NOON, updated_at: NOON };

export const EXPIRED_LOT = {
  table: "lot",
  due: { ...lot, expires_on: "2026-11-19" },
  notDue: ["2199-12-24", "2026-01-01", null].map((day, n) => ({ ...lot, lot: `B${n}`, expires_on: day })),
};

export const ENDED_RESERVATION = {
  table: "stock_reservation",
  due: { reference: "a", quantity: 1, state: "held", expires_at: NOON },
  notDue: [
    { reference: "a", quantity: 1, state: "held", expires_at: ago(-1) },
    { reference: "b", quantity: 1, state: "expired", expires_at: NOON, ended_at: NOON },
  ],
};
