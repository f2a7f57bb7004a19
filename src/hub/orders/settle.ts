import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Address } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { TimelineEntry } from "../timeline.ts";
import { setKeys } from "./line-parts.ts";
import type { StockLine } from "./line-stock.ts";
import type { StoredLine } from "./lines.ts";
import { describeShort, nameOf } from "./order-fields/order-timeline.ts";
import type { PrefetchedStock } from "./prefetched-stock.ts";
import { describeRoute } from "./route-texts.ts";
import { raiseShortAlerts, resolveShortAlerts } from "./short-alerts.ts";
import { reconcileStock, type StockResult } from "./stock-effects.ts";

export interface OrderLines {
  readonly orderId: string;
  readonly number: string;
  readonly connectionId: string | null;
  readonly placedAt: Date;
  /** False for orders that reserve nothing any more, or nothing yet. */
  readonly reservesStock: boolean;
  /** It takes nothing from stock, whatever is reported of it. */
  readonly withoutStock: boolean;
  /** When the channel was in the state it has just reported; absent: it reported nothing now. */
  readonly reportedAt?: Date | undefined;
  /** Where its items are reserved, whatever its channel says; absent: by the rules. */
  readonly servedFrom?: string | null | undefined;
  /** Where it goes; absent: not known, or it goes nowhere. */
  readonly shipTo?: Address | null | undefined;
  /** Every line of the order, as it is to be. */
  readonly lines: readonly StoredLine[];
  readonly wasShort: boolean;
}

export interface OrderStockResult extends StockResult {
  /** Orders with a line that is short now. */
  readonly short: ReadonlySet<string>;
  readonly entries: readonly TimelineEntry[];
}

/**
 * Reserves, ships or releases the stock these orders need, and raises or closes their alerts. The orders must be locked.
 * The caller writes `changed` to the lines, the flags to the orders and the entries to the timelines.
 */
export async function reconcileOrderStock(
  tx: Tx,
  orders: readonly OrderLines[],
  by: By & {
    readonly rechecks?: boolean | undefined;
    readonly takesBack?: boolean | undefined;
    readonly moves?: boolean | undefined;
    readonly prefetched?: PrefetchedStock | undefined;
    /** The caller waits for `posting` with what it sends next. */
    readonly postsAlong?: boolean | undefined;
  },
): Promise<OrderStockResult> {
  const stockLines = orders.flatMap((order) => {
    const sets = setKeys(order.lines);
    return order.lines.map((line) => stockLine(order, line, sets.has(line.extKey)));
  });
  const result = await reconcileStock(tx, { lines: stockLines, ...by });
  if (!by.postsAlong) await result.posting;
  const short = new Set<string>();
  const entries: TimelineEntry[] = result.routed.flatMap(describeRoute);
  const alerts = [];
  const served: string[] = [];
  const dropped: StoredLine[] = [];
  for (const order of orders) {
    const states = order.lines.map((line) => {
      const stock = result.changed.get(line.id) ?? line.stock;
      return { line: { ...line, stock }, before: line.stock.short, after: stock.short };
    });
    const { orderId, number, connectionId } = order;
    const gifts = states.filter(({ line, after }) => line.isGift && after > 0);
    for (const { line } of gifts) dropped.push(line);
    const ordered = states.filter(({ line }) => !line.isGift);
    const shortEntries = describeShort(orderId, ordered);
    entries.push(...shortEntries, ...gifts.map(({ line }) => giftLeftOut(orderId, line)));
    const text = shortEntries.find((entry) => entry.kind === "short")?.text;
    if (text) alerts.push({ orderId, number, connectionId, text });
    if (ordered.some((state) => state.after > 0)) short.add(orderId);
    else if (order.wasShort) served.push(orderId);
  }
  await raiseShortAlerts(tx, alerts, by.now);
  if (served.length > 0) await resolveShortAlerts(tx, served, by);
  return { ...result, changed: await withoutShortGifts(tx, dropped, result.changed), short, entries };
}

const giftLeftOut = (orderId: string, line: StoredLine): TimelineEntry => ({
  ...{ orderId, kind: "handling" },
  text: message("order.gift.leftOut", { item: nameOf(line) }),
});

/** What is missing of a gift is not packed: no order waits for it. Answers the stock its lines have then. */
async function withoutShortGifts(
  tx: Tx,
  gifts: readonly StoredLine[],
  changed: StockResult["changed"],
): Promise<StockResult["changed"]> {
  if (gifts.length === 0) return changed;
  await tx.run(
    `update argosy.order_line l
     set quantity = greatest(l.fulfilled_quantity, l.quantity - n.short)
     from json_to_recordset($1) as n(id uuid, short int)
     where l.organization_id = argosy.tenant() and l.id = n.id`,
    [jsonRows(gifts.map(({ id, stock }) => ({ id, short: stock.short })))],
  );
  return new Map([...changed, ...gifts.map(({ id, stock }) => [id, { ...stock, short: 0 }] as const)]);
}

export function stockLine(order: OrderLines, line: StoredLine, isSet: boolean): StockLine {
  const { orderId, connectionId, placedAt, reservesStock, withoutStock, reportedAt } = order;
  const { servedFrom = null, shipTo = null } = order;
  return {
    ...line,
    isSet,
    orderId,
    connectionId,
    placedAt,
    reservesStock,
    withoutStock,
    reportedAt,
    servedFrom,
    shipTo,
  };
}
