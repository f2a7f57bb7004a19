/** What a buyer still owes, paid where the order is collected. */

import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { inCash } from "../../commerce/till/payments.ts";
import { sum } from "../../commerce/till/totals.ts";
import type { SessionSale, TillPerson } from "../../commerce/till/z-report.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import type { OrderRow } from "../orders/order-fields/order-rows.ts";
import { orderMoney } from "../orders/owed.ts";
import { reconcileOrders } from "../orders/resettle.ts";
import { refusal } from "../refusals.ts";
import { writeJournal } from "./journal.ts";
import { getPickup, lockPickup, type PICKUP_PAYMENT_KINDS, type PickupAct, type PickupDetail } from "./pickups.ts";
import { lockRegister, type Register } from "./registers.ts";
import { JOIN_STAFF, STAFF } from "./staff.ts";
import { claimTerminalPayment } from "./terminal-payments.ts";

export interface PickupPayment extends Omit<PickupAct, "registerId"> {
  /** Made on the device: the same id is the same payment. */
  readonly id: string;
  readonly sessionId: string;
  readonly kind: (typeof PICKUP_PAYMENT_KINDS)[number];
  /** What it pays of the order; below zero: given back. Cash is rounded beside it where it pays all that is left. */
  readonly amountMinor: bigint;
  readonly reference: string;
}

/**
 * Takes a payment of an order that is collected, or gives one back before it is handed over; the same id again changes
 * nothing. Throws as `makePickupReady`, and POS_SESSION_NOT_FOUND, POS_SESSION_CLOSED, POS_CURRENCY, POS_PICKUP_AMOUNT,
 * POS_TERMINAL_DIFFERS.
 */
export async function payPickup(tx: Tx, act: PickupPayment): Promise<PickupDetail> {
  const session = await tx.maybe<{ registerId: string }>(
    `select register_id as "registerId" from argosy.pos_session where organization_id = argosy.tenant() and id = $1`,
    [act.sessionId],
  );
  if (!session) throw refusal("POS_SESSION_NOT_FOUND", "sessionId");
  const register = await lockRegister(tx, session.registerId);
  const existing = await tx.maybe(
    "select 1 from argosy.pos_pickup_payment where organization_id = argosy.tenant() and id = $1 and order_id = $2",
    [act.id, act.orderId],
  );
  if (existing) return getPickup(tx, act.orderId, act.now);
  if (register.openSessionId !== act.sessionId) throw refusal("POS_SESSION_CLOSED");
  const { order } = await lockPickup(tx, act, register);
  if (order.currency !== register.currency) throw refusal("POS_CURRENCY");
  const before = await getPickup(tx, act.orderId, act.now);
  requireAmount(act, before);
  const rounding = roundingOf(act, { register, before });
  const tip = await claimTerminalPayment(tx, { key: act.id, amount: act.amountMinor, by: act.orderId, now: act.now });
  await tx.run(
    `insert into argosy.pos_pickup_payment (organization_id, id, order_id, session_id, staff_id, kind, amount_minor,
       rounding_minor, tip_minor, reference, taken_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[act.id, act.orderId, act.sessionId, act.staffId, act.kind, act.amountMinor],
      ...[rounding, tip, act.reference, act.now],
    ],
  );
  await bookOnOrder(tx, act, order);
  const amounts = { amount: Number(act.amountMinor), rounding: Number(rounding), tip: Number(tip) };
  const data = { paymentId: act.id, order: order.number, staffId: act.staffId, kind: act.kind, ...amounts };
  await writeJournal(tx, { registerId: register.id, kind: "pickup_payment", at: act.now, data });
  return getPickup(tx, act.orderId, act.now);
}

/** What was paid by card goes back to a card. */
function requireAmount({ kind, amountMinor }: PickupPayment, { dueMinor, payments }: PickupDetail): void {
  const sameWay = sum(payments.flatMap((each) => (each.kind === kind ? BigInt(each.amountMinor) : [])));
  if (amountMinor <= (dueMinor ?? 0n) && sameWay + amountMinor >= 0n) return;
  throw new HubError(
    "POS_PICKUP_AMOUNT",
    "conflict",
    "Payments are up to what is left to pay, and go back as they were paid.",
    "amountMinor",
  );
}

/** What rounding cash adds: of all that is left, and back with what it was taken with. */
function roundingOf(
  { kind, amountMinor }: PickupPayment,
  { register, before }: { readonly register: Register; readonly before: PickupDetail },
): bigint {
  if (kind !== "cash") return 0n;
  const rule = { unit: BigInt(register.cashUnit), mode: register.cashMode };
  if (amountMinor === before.dueMinor) return inCash(amountMinor, rule) - amountMinor;
  const taken = before.payments.find(({ amountMinor: amount }) => BigInt(amount) === -amountMinor);
  return amountMinor < 0n && taken?.kind === "cash" ? -BigInt(taken.roundingMinor) : 0n;
}

/** The order has one movement of money for each way it was paid here; its channel knows of none. */
async function bookOnOrder(tx: Tx, act: PickupPayment, order: OrderRow): Promise<void> {
  const { orderId, kind, now } = act;
  const key = `till:pickup:${kind}`;
  const { amount } = await tx.one<{ amount: bigint }>(
    `select coalesce(sum(amount_minor), 0)::bigint as amount from argosy.pos_pickup_payment
     where organization_id = argosy.tenant() and order_id = $1 and kind = $2`,
    [orderId, kind],
  );
  if (amount === 0n)
    await tx.run(
      "delete from argosy.order_transaction where organization_id = argosy.tenant() and order_id = $1 and ext_key = $2",
      [orderId, key],
    );
  else
    await tx.run(
      `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
         currency, at)
       values (argosy.tenant(), $1, $2, 'sale', 'success', $3, $4, $5, $6)
       on conflict (organization_id, order_id, ext_key) do update set amount_minor = excluded.amount_minor`,
      [orderId, key, kind, amount, order.currency, now],
    );
  await notifyOrder(tx, act, order);
}

async function notifyOrder(tx: Tx, act: PickupPayment, order: OrderRow): Promise<void> {
  const { orderId, amountMinor, kind, actor, now } = act;
  const paid = await paidOf(tx, orderId);
  const unpaid = order.payment_kind === "cod" ? "cod_pending" : "pending";
  const inPart = order.financial === "partially_refunded" ? order.financial : "partially_paid";
  const isWhole = paid > 0n && (await orderMoney(tx, orderId, inPart))?.outstandingMinor === 0n;
  const minor = amountMinor < 0n ? -amountMinor : amountMinor;
  const text = message(amountMinor > 0n ? "order.paid" : "order.pickup.givenBack", {
    amount: `${formatDecimal({ minor, currency: order.currency })} ${order.currency}`,
    method: kind,
  });
  const after: OrderRow = {
    ...order,
    financial: isWhole ? "paid" : paid > 0n ? inPart : unpaid,
    till_paid_minor: (BigInt(order.till_paid_minor) + amountMinor).toString(),
  };
  await reconcileOrders(tx, { orders: [after], entries: [{ orderId, kind: "payment", text }], actor, now });
}

async function paidOf(tx: Tx, orderId: string): Promise<bigint> {
  const { paid } = await tx.one<{ paid: bigint }>(
    `select coalesce(sum(amount_minor), 0)::bigint as paid from argosy.order_transaction
     where organization_id = argosy.tenant() and order_id = $1 and status = 'success' and kind in ('sale', 'capture')`,
    [orderId],
  );
  return paid;
}

/** What a session took for orders that were collected: no sales, but in the drawer. */
export async function pickupPaymentsOf(tx: Tx, sessionId: string): Promise<SessionSale[]> {
  const rows = await tx.rows<{
    id: string;
    kind: "cash" | "card" | "other";
    amount: bigint;
    rounding: bigint;
    tip: bigint;
    staff: TillPerson;
  }>(
    `select s.id, s.kind, s.amount_minor as amount, s.rounding_minor as rounding, s.tip_minor as tip, ${STAFF}
     from argosy.pos_pickup_payment s ${JOIN_STAFF}
     where s.organization_id = argosy.tenant() and s.session_id = $1 order by s.taken_at, s.id`,
    [sessionId],
  );
  const nothing = { subtotal: 0n, discount: 0n, net: 0n, tax: 0n, total: 0n, taxes: [] };
  return rows.map(({ id, kind, amount, rounding, tip, staff }) => ({
    ...{ ...nothing, rounding, collected: amount, isDeposit: true, staff },
    payments: [{ key: id, kind, amount: amount + rounding, tip }],
  }));
}
