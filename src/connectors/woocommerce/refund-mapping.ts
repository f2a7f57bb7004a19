/** Refunds of an order, with what became of the goods. */

import { MOST_UNITS } from "../../commerce/inventory.ts";
import type { DecimalText } from "../../commerce/money.ts";
import type { OrderRefund } from "../../commerce/order.ts";
import { textOf } from "../kit/parse/parse.ts";
import { goneUnits, refundedUnits, soldOf } from "../kit/parse/sold-units.ts";
import { minor } from "./order-money.ts";
import type { OrderSource } from "./order-source.ts";
import { instant, metaOf } from "./order-source.ts";
import type { ShopLine, ShopOrder, ShopRefund } from "./schemas.ts";

/** Meta of an order's line: units all its refunds together put back into stock (wc_restock_refunded_items). */
const RESTOCKED_META = "_restock_refunded_items";

interface Units {
  readonly refundKey: string;
  readonly lineKey: string;
  /** Units of the line. */
  readonly quantity: number;
  /** As the shop has it, in millionths: plugins for weighed goods refund fractions. */
  readonly millionths: number;
}

const millionths = (quantity: number): number => Math.round(Math.abs(quantity) * 1_000_000);

/** One refund after the other: each has the units that are gone with it. */
function unitsOf({ line_items: lines }: ShopOrder, refunds: readonly ShopRefund[]): readonly Units[] {
  const sold = new Map(lines.map((line) => [line.id, soldOf(line.quantity)]));
  const before = new Map<string, number>();
  return refunds.flatMap((refund) =>
    refund.line_items.map((line) => {
      const lineKey = textOf(metaOf(line.meta_data, "_refunded_item_id"));
      const [was, part] = [before.get(lineKey) ?? 0, millionths(Number(line.quantity))];
      before.set(lineKey, was + part);
      const gone = (all: number) => goneUnits(sold.get(lineKey) ?? { orderedQuantity: MOST_UNITS }, all / 1_000_000);
      return { refundKey: refund.id, lineKey, quantity: gone(was + part) - gone(was), millionths: part };
    }),
  );
}

/** Refunded units by line id. */
export function refundedByLine(order: ShopOrder, refunds: readonly ShopRefund[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { lineKey, quantity } of unitsOf(order, refunds)) units.set(lineKey, (units.get(lineKey) ?? 0) + quantity);
  return units;
}

/**
 * The shop counts restocked units per line, not per refund, and a refund restocks a line whole or not at all: which of
 * them did is known where only one choice makes up the count. Null where several do, and for a line whose stock the shop
 * has not taken, of which it says nothing.
 */
function restockedBy(line: ShopLine, ofLine: readonly Units[]): (refundKey: string) => boolean | null {
  const reported = metaOf(line.meta_data, RESTOCKED_META);
  const isTaken = metaOf(line.meta_data, "_reduced_stock") !== undefined;
  const count = millionths(Number(reported ?? 0)) || 0;
  const own = ofLine.filter((one) => one.millionths > 0);
  if (reported === undefined && !isTaken) return () => null;
  // A refund deleted in the shop leaves its units in the count.
  if (count >= own.reduce((sum, one) => sum + one.millionths, 0)) return () => true;
  const choices = choicesOf(own, count);
  return (refundKey) => {
    const answers = new Set(choices.map((chosen) => chosen.has(refundKey)));
    const [only] = answers;
    return answers.size === 1 && only !== undefined ? only : null;
  };
}

/** Lines are refunded in a handful of steps; beyond, nobody can tell them apart. */
const MAX_REFUNDS = 10;

/** Every set of refunds whose units make up the count. */
function choicesOf(units: readonly Units[], count: number): readonly ReadonlySet<string>[] {
  if (units.length > MAX_REFUNDS) return [];
  let sets: { readonly keys: readonly string[]; readonly sum: number }[] = [{ keys: [], sum: 0 }];
  for (const { refundKey, millionths: part } of units)
    sets = sets.flatMap((set) => [set, { keys: [...set.keys, refundKey], sum: set.sum + part }]);
  return sets.filter((set) => set.sum === count).map((set) => new Set(set.keys));
}

export function mapRefunds(source: OrderSource): OrderRefund[] {
  const { order, refunds } = source;
  const size = (text: DecimalText) => {
    const value = minor(text, order.currency);
    return value < 0n ? -value : value;
  };
  const fallback = instant(order.date_modified_gmt ?? order.date_created_gmt);
  if (refunds === null)
    return order.refunds.map((refund) => ({
      key: refund.id,
      amountMinor: size(refund.total),
      reason: refund.reason,
      at: fallback,
      lines: [],
    }));
  const units = unitsOf(order, refunds);
  const ofLines = Map.groupBy(units, (one) => one.lineKey);
  const ofRefunds = Map.groupBy(units, (one) => one.refundKey);
  const restocked = new Map(
    order.line_items.flatMap((line) => {
      const ofLine = ofLines.get(line.id);
      return ofLine ? [[line.id, restockedBy(line, ofLine)] as const] : [];
    }),
  );
  const sold = new Map(order.line_items.map((line) => [line.id, soldOf(line.quantity)]));
  const rows = refundedUnits(
    refunds.map(({ id }) =>
      (ofRefunds.get(id) ?? []).map((one) => ({ ...one, restocked: restocked.get(one.lineKey)?.(id) ?? null })),
    ),
    {
      lineOf: ({ lineKey }) => lineKey,
      partOf: (one) => ({ part: one.millionths / 1_000_000, isKept: one.restocked === false }),
      soldBy: (lineKey) => sold.get(lineKey),
    },
  );
  return refunds.map((refund, index) => ({
    key: refund.id,
    amountMinor: size(refund.amount),
    reason: refund.reason,
    at: refund.date_created_gmt ? instant(refund.date_created_gmt) : fallback,
    lines: (rows[index] ?? [])
      .filter(({ row }) => row.lineKey !== "")
      .map(({ row: { lineKey, restocked: isBack }, units: quantity }) => ({ lineKey, quantity, restocked: isBack })),
  }));
}
