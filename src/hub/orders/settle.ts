import type { By } from "../../commerce/actor.ts";
import type { Address } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import type { TimelineEntry } from "../timeline.ts";
import { setKeys } from "./line-parts.ts";
import type { StockLine } from "./line-stock.ts";
import type { StoredLine } from "./lines.ts";
import type { PrefetchedStock } from "./prefetched-stock.ts";
import { describeRoute } from "./route-words.ts";
import { raiseShortAlerts, resolveShortAlerts } from "./short-alerts.ts";
import { reconcileStock, type StockResult } from "./stock-effects.ts";
import { describeShort } from "./timeline.ts";

export interface OrderLines {
  readonly orderId: string;
  readonly number: string;
  readonly connectionId: string | null;
  readonly placedAt: Date;
  /** False for orders that reserve nothing any more, or nothing yet. */
  readonly reservesStock: boolean;
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
  for (const order of orders) {
    const states = order.lines.map((line) => {
      const stock = result.changed.get(line.id) ?? line.stock;
      return { line: { ...line, stock }, before: line.stock.short, after: stock.short };
    });
    const { orderId, number, connectionId } = order;
    const shortEntries = describeShort(orderId, states);
    entries.push(...shortEntries);
    const text = shortEntries.find((entry) => entry.kind === "short")?.text;
    if (text) alerts.push({ orderId, number, connectionId, text });
    if (states.some((state) => state.after > 0)) short.add(orderId);
    else if (order.wasShort) served.push(orderId);
  }
  await raiseShortAlerts(tx, alerts, by.now);
  if (served.length > 0) await resolveShortAlerts(tx, served, by);
  return { ...result, short, entries };
}

function stockLine(order: OrderLines, line: StoredLine, isSet: boolean): StockLine {
  const { orderId, connectionId, placedAt, reservesStock, reportedAt, servedFrom = null, shipTo = null } = order;
  return { ...line, isSet, orderId, connectionId, placedAt, reservesStock, reportedAt, servedFrom, shipTo };
}
