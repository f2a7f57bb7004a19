/** Sales of registers as they arrive: each once, whatever is sent again, its stock and order in one transaction. */

import type { By } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import { breachesOf } from "../../commerce/till/limits.ts";
import { runAfter } from "../../commerce/till/number.ts";
import { type Recount, recountOf } from "../../commerce/till/recount.ts";
import { sum } from "../../commerce/till/totals.ts";
import type { TillSale } from "../../commerce/till/types.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { countUses } from "../promotions/uses.ts";
import { refusal } from "../refusals.ts";
import { sellBasket } from "./baskets.ts";
import { writeJournal } from "./journal.ts";
import { bookRedemptions, unknownPayments } from "./recorded-payments.ts";
import { lockRegister, type Register } from "./registers.ts";
import { noteDifferences } from "./sale-alerts.ts";
import { requireCountable, storedJson } from "./sale-input.ts";
import { customerOf, nextPosNumber, type SoldLine } from "./sale-order.ts";
import { type BookedReturn, restockBack, returnToOrder, saveBlindRefund } from "./sale-returns.ts";
import { withProvenTaxes } from "./sale-taxes.ts";
import { type ShortUnits, writeSaleOrder } from "./sale-writes.ts";
import { readRow, type SaleRow } from "./sales.ts";
import { taxLocation } from "./setup.ts";
import { listTaxRates } from "./tax-rates.ts";
import { bookTerminalPayments } from "./terminal-payments.ts";

export interface SaleArrival extends By {
  readonly sale: TillSale;
}

interface Difference {
  readonly figure: string;
  readonly shown: bigint | string;
  readonly counted: bigint | string;
}

interface CheckedSale extends SaleArrival {
  readonly register: Register;
  readonly recount: Recount;
  readonly isManager: boolean;
  readonly isLate: boolean;
}

/**
 * Keeps a sale, its order, payments, customer and stock. The same id again answers the same. What the device counted
 * otherwise, sold without stock or without being allowed to is kept and noted, never refused. Throws HubError
 * POS_REGISTER_NOT_FOUND, POS_SESSION_NOT_FOUND, POS_STAFF_NOT_FOUND, POS_CURRENCY, POS_SALE_TOO_LARGE.
 */
export async function recordSale(tx: Tx, arrival: SaleArrival): Promise<SaleRow> {
  const { sale } = arrival;
  const register = await lockRegister(tx, sale.registerId);
  const existing = await tx.maybe("select 1 from argosy.pos_sale where organization_id = argosy.tenant() and id = $1", [
    sale.id,
  ]);
  if (existing) return readRow(tx, sale.id);
  const checked = await checkSale(tx, { ...arrival, sale: await withExisting(tx, sale, register) }, register);
  await keepSale(tx, checked);
  await bookRedemptions(tx, sale, arrival.now);
  return readRow(tx, sale.id);
}

/** A variant or location nobody knows any more takes nothing from a sale: its line is kept by its title. */
async function withExisting(tx: Tx, sale: TillSale, register: Register): Promise<TillSale> {
  const ids = sale.lines.flatMap(({ variantId }) => variantId ?? []);
  const found = await tx.rows<{ id: string }>(
    `select id from argosy.variant where organization_id = argosy.tenant() and id = any($1::uuid[])
     union select id from argosy.location where organization_id = argosy.tenant() and id = $2 and active`,
    [ids, sale.deliverFrom?.locationId ?? null],
  );
  const existing = new Set(found.map(({ id }) => id));
  const lines = sale.lines.map((line) =>
    line.variantId === null || existing.has(line.variantId) ? line : { ...line, variantId: null },
  );
  const { deliverFrom } = sale;
  const isPlaceGone = deliverFrom !== undefined && !existing.has(deliverFrom.locationId);
  return {
    ...sale,
    lines,
    ...(isPlaceGone && { deliverFrom: { ...deliverFrom, locationId: register.locationId } }),
  };
}

async function checkSale(tx: Tx, arrival: SaleArrival, register: Register): Promise<CheckedSale> {
  const { sale } = arrival;
  if (sale.currency !== register.currency) throw refusal("POS_CURRENCY", "currency");
  const session = await tx.maybe<{ isClosed: boolean }>(
    `select closed_at is not null as "isClosed" from argosy.pos_session
     where organization_id = argosy.tenant() and id = $1 and register_id = $2`,
    [sale.sessionId, register.id],
  );
  if (!session)
    throw new HubError("POS_SESSION_NOT_FOUND", "not_found", "There is no such session of this register.", "sessionId");
  const staff = await tx.maybe<{ isManager: boolean }>(
    `select is_manager as "isManager" from argosy.pos_staff where organization_id = argosy.tenant() and id = $1`,
    [sale.staffId],
  );
  if (!staff) throw refusal("POS_STAFF_NOT_FOUND", "staffId");
  const recount = recountOf(
    { ...sale, lines: await withProvenTaxes(tx, sale) },
    {
      rates: await listTaxRates(tx),
      place: sale.deliverFrom?.address?.country ? sale.deliverFrom.address : await taxLocation(tx, register.locationId),
      rounding: { per: register.taxPer, mode: register.taxMode },
      cashRounding: { unit: BigInt(register.cashUnit), mode: register.cashMode },
    },
  );
  const { totals, settlement } = recount;
  requireCountable([
    ...[totals.subtotal, totals.discount, totals.net, totals.tax, totals.total],
    ...[settlement.rounding, settlement.paid, settlement.left],
    ...totals.lines.flatMap(({ gross, discount, net, tax, total }) => [gross, discount, net, tax, total]),
  ]);
  return { ...arrival, register, recount, isManager: staff.isManager, isLate: session.isClosed };
}

async function keepSale(tx: Tx, checked: CheckedSale): Promise<void> {
  const { sale, register, recount, now } = checked;
  const lines = withTotals(checked);
  const sold = lines.filter(({ line }) => line.quantity > 0);
  const back = lines.filter(({ line }) => line.quantity < 0);
  const deposits = await sellBasket(tx, checked);
  const booked = await bookReturns(tx, checked, back);
  const { orderId, short, orderNumber } = await makeOrder(tx, checked, { sold, back: booked.isBooked ? [] : back });
  const returnOrderId = booked.isBooked ? (sale.returnOf?.orderId ?? null) : null;
  await savePayments(tx, checked, { orderId, returnOrderId });
  const number = await freeNumber(tx, sale);
  const cards = await bookTerminalPayments(tx, { payments: sale.payments, by: sale.id, now });
  const unknown = await unknownPayments(tx, sale, register);
  const over = orderId === null ? [] : await countDiscounts(tx, sale, { orderId, now });
  const differences: Difference[] = [
    ...recount.differences,
    ...(deposits === undefined ? [] : [depositDifference(sale, deposits)]),
    ...cards.map(({ shown, counted }) => ({ figure: "card", shown, counted })),
    ...unknown,
    ...over.map((title) => ({ figure: "discount", shown: title, counted: "over its usage limit" })),
    ...returnDifferences(booked),
    ...(number === sale.number ? [] : [{ figure: "number", shown: sale.number, counted: number }]),
    ...outOfRow(sale, register),
  ];
  const { isManager } = checked;
  const breaches = isManager
    ? []
    : breachesOf({ lines: sale.lines, hasReceipt: sale.returnOf !== undefined }, register);
  const { totals, settlement } = recount;
  const { lines: _lines, ...sums } = totals;
  await tx.run(
    `insert into argosy.pos_sale (organization_id, id, register_id, session_id, staff_id, number, sold_at, currency,
       total_minor, sale, totals, order_id, return_order_id, short, differences, breaches, is_offline, is_late,
       received_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11, $12, $13::jsonb, $14::jsonb,
       $15, $16, $17, $18)`,
    [
      ...[sale.id, register.id, sale.sessionId, sale.staffId, number, sale.soldAt, sale.currency, totals.total],
      ...[storedJson(sale), storedJson({ ...sums, rounding: settlement.rounding })],
      ...[orderId, returnOrderId, storedJson(short), storedJson(differences)],
      ...[breaches, sale.offline, checked.isLate, now],
    ],
  );
  await tx.run(
    `update argosy.pos_register set last_run = greatest(last_run, $2)
     where organization_id = argosy.tenant() and id = $1`,
    [register.id, runAfter(sale.number, register) ?? 0],
  );
  await journalSale(tx, checked, number);
  await noteDifferences(tx, {
    ...checked,
    orderId: orderId ?? sale.returnOf?.orderId ?? null,
    orderNumber,
    short,
    differences,
  });
}

const outOfRow = ({ number }: TillSale, register: Register): Difference[] =>
  runAfter(number, register) === null
    ? [{ figure: "number", shown: number, counted: "not of the register's own run" }]
    : [];

const depositDifference = ({ payments }: TillSale, counted: bigint): Difference => ({
  figure: "deposit",
  shown: sum(payments.flatMap(({ kind, amount }) => (kind === "deposit" ? amount : []))),
  counted,
});

function withTotals({ sale, recount }: CheckedSale): SoldLine[] {
  return sale.lines.flatMap((line, n) => {
    const totals = recount.totals.lines[n];
    return totals ? { line, totals } : [];
  });
}

/** Counts what the sale used of the hub's own discounts, whatever their limits; answers those that were over theirs. */
async function countDiscounts(tx: Tx, sale: TillSale, of: { readonly orderId: string; readonly now: Date }) {
  const used = sale.lines.flatMap(({ discounts }) =>
    discounts.flatMap(({ promotionId, title, amount }) =>
      promotionId === undefined ? [] : { promotionId, title, amount },
    ),
  );
  const uses = [...Map.groupBy(used, ({ promotionId }) => promotionId)].map(([promotionId, parts]) => ({
    promotionId,
    amountMinor: sum(parts.map(({ amount }) => amount)),
  }));
  const { customerId } = await tx.one<{ customerId: string | null }>(
    `select customer_id as "customerId" from argosy.sales_order where organization_id = argosy.tenant() and id = $1`,
    [of.orderId],
  );
  const over = await countUses(tx, { ...of, customerId, currency: sale.currency, uses }, { keeps: true });
  return over.map((id) => used.find(({ promotionId }) => promotionId === id)?.title ?? id);
}

async function bookReturns(
  tx: Tx,
  checked: CheckedSale,
  back: readonly SoldLine[],
): Promise<BookedReturn & { readonly isBooked: boolean }> {
  const { sale, register, actor, now } = checked;
  if (back.length === 0 || sale.returnOf === undefined) return { isBooked: false };
  const of = { sale, back, orderId: sale.returnOf.orderId, locationId: register.locationId, actor, now };
  const booked = await returnToOrder(tx, of);
  return { ...booked, isBooked: booked.refusal === undefined };
}

function returnDifferences({ refusal, tooMuch }: BookedReturn): readonly Difference[] {
  return [
    ...(refusal === undefined ? [] : [{ figure: "return", shown: "booked", counted: refusal }]),
    ...(tooMuch === undefined ? [] : [{ figure: "refund", shown: tooMuch.given, counted: tooMuch.owed }]),
  ];
}

interface MadeOrder {
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly short: readonly ShortUnits[];
}

/** An order of what was sold, and of what came back without an order of its own; none where there is neither. */
async function makeOrder(
  tx: Tx,
  checked: CheckedSale,
  { sold, back }: { readonly sold: readonly SoldLine[]; readonly back: readonly SoldLine[] },
): Promise<MadeOrder> {
  const { sale, register, recount, actor, now } = checked;
  if (sold.length === 0 && back.length === 0) return { orderId: null, orderNumber: null, short: [] };
  const number = await nextPosNumber(tx);
  const worth = sum(sold.map(({ totals }) => totals.total));
  const order = {
    id: newId(now),
    // What came back and is not sold is no order for a platform.
    register: sold.length === 0 ? { ...register, pushStoreId: null } : register,
    ...{ sale, sold, number, now },
    rounding: recount.settlement.rounding,
    // What came back pays its part of an exchange.
    paid: worth + recount.settlement.rounding - recount.settlement.left,
    customerId: await customerOf(tx, sale, now),
    locationId: sale.deliverFrom?.locationId ?? register.locationId,
  };
  const short = await writeSaleOrder(tx, order, actor);
  await saveChannelCode(tx, sale, order.id);
  if (back.length > 0) {
    const of = { sale, back, orderId: order.id, locationId: register.locationId, actor, now };
    await restockBack(tx, of);
    await saveBlindRefund(tx, of);
  }
  return { orderId: order.id, orderNumber: number, short };
}

/** The channel's own code, which its order is made with: a platform counts the use by it, where it does. */
async function saveChannelCode(tx: Tx, sale: TillSale, orderId: string): Promise<void> {
  const foreign = sale.lines
    .flatMap(({ discounts }) => discounts)
    .find(({ source, promotionId }) => source === "coupon" && promotionId === undefined);
  if (foreign?.code === undefined) return;
  await tx.run("update argosy.sales_order set discount_code = $2 where organization_id = argosy.tenant() and id = $1", [
    orderId,
    foreign.code,
  ]);
}

/** Payments as movements of money on the orders: what was taken on the new one, what was given back on the old. */
async function savePayments(
  tx: Tx,
  checked: CheckedSale,
  { orderId, returnOrderId }: { readonly orderId: string | null; readonly returnOrderId: string | null },
): Promise<void> {
  const { sale } = checked;
  const credit = exchangeOf(checked);
  const exchanged = [
    { key: "exchange", kind: "exchange", amount: credit },
    { key: "exchange back", kind: "exchange", amount: -credit },
  ];
  for (const { key, kind, amount } of [...sale.payments, ...exchanged]) {
    const isTaken = amount > 0n;
    const target = isTaken ? (orderId ?? returnOrderId) : (returnOrderId ?? orderId);
    if (target === null || amount === 0n) continue;
    await tx.run(
      `insert into argosy.order_transaction (organization_id, order_id, ext_key, kind, status, gateway, amount_minor,
         currency, at)
       values (argosy.tenant(), $1, $2, $3, 'success', $4, $5, $6, $7) on conflict do nothing`,
      [
        ...[target, `till:${sale.id}:${key}`, isTaken ? "sale" : "refund", kind],
        ...[isTaken ? amount : -amount, sale.currency, sale.soldAt],
      ],
    );
  }
}

/** What of goods that came back pays for those taken instead. */
function exchangeOf(checked: CheckedSale): bigint {
  const lines = withTotals(checked);
  const worth = (isSold: boolean) =>
    sum(lines.flatMap(({ line, totals }) => (line.quantity > 0 === isSold ? totals.total : [])));
  const [sold, back] = [worth(true), -worth(false)];
  return sold - back > 0n ? back : sold;
}

/** Two devices of one register may have made one number: the later sale is kept under its own. */
async function freeNumber(tx: Tx, sale: TillSale): Promise<string> {
  for (let suffix = 1; ; suffix++) {
    const number = suffix === 1 ? sale.number : `${sale.number}-${suffix}`;
    const taken = await tx.maybe(
      "select 1 from argosy.pos_sale where organization_id = argosy.tenant() and register_id = $1 and number = $2",
      [sale.registerId, number],
    );
    if (!taken) return number;
  }
}

async function journalSale(tx: Tx, { sale, register, recount }: CheckedSale, number: string): Promise<void> {
  const { total, tax } = recount.totals;
  await writeJournal(tx, {
    registerId: register.id,
    kind: "sale",
    at: new Date(sale.soldAt),
    data: {
      ...{ saleId: sale.id, number, staffId: sale.staffId, currency: sale.currency },
      ...{ total: Number(total), tax: Number(tax), rounding: Number(recount.settlement.rounding) },
      lines: sale.lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPrice: Number(unitPrice) })),
      payments: sale.payments.map(({ kind, amount, tip }) => ({
        ...{ kind, amount: Number(amount) },
        ...(tip !== undefined && tip !== 0n && { tip: Number(tip) }),
      })),
    },
  });
}
