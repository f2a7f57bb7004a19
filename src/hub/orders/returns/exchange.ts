/** Exchanges: goods sent in place of returned units, as an order of its own (decision 645). */

import { actorText, type By } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import { formatDecimal } from "../../../commerce/money.ts";
import { newId } from "../../../commerce/new-id.ts";
import { EXCHANGE_RECORD } from "../../../commerce/order-money.ts";
import type { FinancialStatus } from "../../../commerce/statuses.ts";
import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";
import { jsonRows } from "../../json-column.ts";
import type { TimelineEntry } from "../../timeline.ts";
import { createOrder, type NewOrderLine } from "../create.ts";
import { getOrder } from "../detail.ts";
import { lockOrders, type OrderRow } from "../order-fields/order-rows.ts";
import type { OrderDetail } from "../order-fields/order-schema.ts";
import { reconcileOrders } from "../resettle.ts";
import { type ExchangeQuote, type ExchangeWorth, exchangeWorth, type UnitsToExchange } from "./exchange-worth.ts";
import { lockReturn } from "./receive-return.ts";
import { getReturn, type ReturnView } from "./return-view.ts";

export interface NewExchange extends By {
  readonly returnId: string;
  /** Of the return's lines; absent: all that are not exchanged yet. */
  readonly units?: readonly UnitsToExchange[] | undefined;
  /** What is sent instead. */
  readonly lines: readonly NewOrderLine[];
  /** A price difference is collected on delivery. */
  readonly collects?: boolean | undefined;
  /** The same key is the same exchange. */
  readonly key: string;
}

/** What an exchange of these units would be worth. Throws HubError RETURN_UNKNOWN, and as `exchangeWorth`. */
export async function quoteExchange(
  tx: Tx,
  { returnId, units }: { readonly returnId: string; readonly units?: readonly UnitsToExchange[] | undefined },
): Promise<ExchangeQuote> {
  const one = await getReturn(tx, returnId);
  const { refunded: _named, ...quote } = exchangeWorth(one, await getOrder(tx, one.orderId), units);
  return quote;
}

/**
 * Opens an order for the goods sent instead, for the same buyer and address. What was paid for the returned units pays
 * for it, and is kept as a refund of the order they came from: no money moves, and no channel is told. Throws HubError
 * RETURN_UNKNOWN, and as `exchangeWorth` and `createOrder`.
 */
export async function openExchange(tx: Tx, input: NewExchange): Promise<ReturnView> {
  const { returnId, key, actor, now } = input;
  const { order } = await lockReturn(tx, returnId);
  if (await isMade(tx, input)) return getReturn(tx, returnId);
  const one = await getReturn(tx, returnId);
  const from = await getOrder(tx, order.id);
  const worth = exchangeWorth(one, from, input.units);
  if (!worth.units.some(({ quantity }) => quantity > 0))
    throw new HubError("RETURN_EMPTY", "validation", message("refused.exchangeEmpty", { number: one.number }), "units");
  const made = await createOrder(tx, {
    currency: order.currency,
    lines: input.lines,
    paymentKind: input.collects ? "cod" : "unknown",
    customerId: order.customer_id,
    ...buyerOf(from),
    requestKey: `exchange:${returnId}:${key}`,
    actor,
    now,
  });
  const totalMinor = made.totalMinor ?? 0n;
  const creditMinor = worth.availableMinor < totalMinor ? worth.availableMinor : totalMinor;
  const exchange = { id: newId(now), creditMinor, restMinor: worth.availableMinor - creditMinor };
  await saveExchange(tx, input, { ...exchange, orderId: made.id, worth });
  if (creditMinor > 0n) await saveCredit(tx, { ...exchange, order, made, worth, now });
  await settle(tx, { input, order, made, worth, creditMinor, number: one.number });
  return getReturn(tx, returnId);
}

async function isMade(tx: Tx, { returnId, key }: NewExchange): Promise<boolean> {
  const found = await tx.maybe(
    "select 1 from argosy.order_exchange where organization_id = argosy.tenant() and return_id = $1 and key = $2",
    [returnId, key],
  );
  return found !== undefined;
}

/** Of what the order knows of its buyer, what an order made here takes. */
function buyerOf({ contact, shippingAddress }: OrderDetail) {
  const { name, email, phone } = contact;
  const exists = (name ?? email ?? phone) != null;
  return {
    ...(exists && { contact: { name: name ?? undefined, email: email ?? undefined, phone: phone ?? undefined } }),
    ...(shippingAddress && { shippingAddress }),
  };
}

interface Exchange {
  readonly id: string;
  readonly creditMinor: bigint;
  readonly restMinor: bigint;
  readonly worth: ExchangeWorth;
}

async function saveExchange(tx: Tx, input: NewExchange, of: Exchange & { readonly orderId: string }): Promise<void> {
  const { id, orderId, worth, creditMinor, restMinor } = of;
  await tx.run(
    `insert into argosy.order_exchange (organization_id, id, return_id, order_id, key, worth_minor, credit_minor,
       rest_minor, actor, at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, input.returnId, orderId, input.key, worth.worthMinor, creditMinor, restMinor],
      ...[actorText(input.actor), input.now],
    ],
  );
  const rows = worth.units.filter(({ quantity }) => quantity > 0);
  await tx.run(
    `insert into argosy.order_exchange_line (organization_id, exchange_id, return_line_id, quantity)
     select argosy.tenant(), $2, n.line, n.quantity from json_to_recordset($1) as n(line uuid, quantity int)`,
    [jsonRows(rows.map(({ lineId, quantity }) => ({ line: lineId, quantity }))), id],
  );
}

/** As at the register: what came back pays its part, and is a refund of the order it was bought by. */
async function saveCredit(
  tx: Tx,
  of: Exchange & { readonly order: OrderRow; readonly made: OrderDetail; readonly now: Date },
): Promise<void> {
  const { id, order, made, worth, creditMinor, now } = of;
  const key = `${EXCHANGE_RECORD}${id}`;
  await tx.run(
    `insert into argosy.order_refund (organization_id, order_id, ext_key, amount_minor, refunded_at, lines)
     values (argosy.tenant(), $1, $2, $3, $4, $5::jsonb)`,
    [order.id, key, creditMinor, now, JSON.stringify(worth.refunded)],
  );
  await tx.run(
    `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
       currency, at)
     select argosy.tenant(), n.id, $2, n.kind, 'success', 'exchange', $3, $4, $5
     from json_to_recordset($1) as n(id uuid, kind text)`,
    [
      jsonRows([
        { id: order.id, kind: "refund" },
        { id: made.id, kind: "sale" },
      ]),
      ...[key, creditMinor, order.currency, now],
    ],
  );
}

interface Settled {
  readonly input: NewExchange;
  readonly order: OrderRow;
  readonly made: OrderDetail;
  readonly worth: ExchangeWorth;
  readonly creditMinor: bigint;
  /** Of the return. */
  readonly number: string;
}

/** Brings both orders to what was paid and given back; a channel tells that of its orders itself. */
async function settle(tx: Tx, { input, order, made, worth, creditMinor, number }: Settled): Promise<void> {
  const { actor, now, returnId } = input;
  const [sent] = await lockOrders(tx, [made.id]);
  if (!sent) return;
  const amount = `${formatDecimal({ minor: creditMinor, currency: order.currency })} ${order.currency}`;
  const items = worth.units.flatMap(({ title, quantity }) => (quantity > 0 ? `${quantity} × ${title}` : []));
  const answer = { number, items: items.join(", "), amount };
  const entry = (orderId: string, text: TimelineEntry["text"]): TimelineEntry => ({
    orderId,
    kind: "return",
    text,
    data: { returnId },
  });
  await reconcileOrders(tx, {
    orders: [
      { ...order, financial: refundedBy(order, worth, creditMinor) },
      { ...sent, financial: paidBy(sent, made, creditMinor) },
    ],
    entries: [
      entry(order.id, message("exchange.opened", { ...answer, order: made.number })),
      entry(made.id, message("exchange.made", { ...answer, order: order.number })),
    ],
    actor,
    now,
  });
}

function refundedBy(order: OrderRow, { refundedMinor }: ExchangeWorth, creditMinor: bigint): FinancialStatus {
  if (order.connection_id !== null || creditMinor === 0n) return order.financial;
  const isWhole = order.total_minor !== null && refundedMinor + creditMinor >= BigInt(order.total_minor);
  return isWhole ? "refunded" : "partially_refunded";
}

function paidBy(sent: OrderRow, { totalMinor }: OrderDetail, creditMinor: bigint): FinancialStatus {
  if (creditMinor >= (totalMinor ?? 0n)) return "paid";
  return creditMinor > 0n ? "partially_paid" : sent.financial;
}
