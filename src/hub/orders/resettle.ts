import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type TimelineEntry, writeTimeline } from "../timeline.ts";
import { describeEndedHold, withoutEndedHold } from "./held.ts";
import { loadLines, type StoredLine, writeLineStock } from "./lines.ts";
import { announceOrdersChanged } from "./notify-changed.ts";
import { type OrderRow, servedFrom, updateOrders } from "./order-fields/order-rows.ts";
import { isUnlinked } from "./order-fields/order-timeline.ts";
import { type OrderStockResult, reconcileOrderStock } from "./settle.ts";
import { resolveUnlinkedAlerts } from "./unlinked-alerts.ts";
import { promisesStock } from "./unpaid.ts";

export interface OrderReconciliation extends By {
  /** As they are to be; locked by the caller. */
  readonly orders: readonly OrderRow[];
  /** As they are to be; absent: as stored. What differs beside the stock columns the caller has written. */
  readonly lines?: readonly StoredLine[] | undefined;
  /** What happened, written before the entries that follow from it. */
  readonly entries?: readonly TimelineEntry[] | undefined;
  /** Looks also at lines that hold what they ask for: the recipe of a bundle may have changed. */
  readonly rechecks?: boolean | undefined;
  /** Where more is promised than lies there, the newest lines give theirs back. */
  readonly takesBack?: boolean | undefined;
  /** Orders may move to a better location, or to the one a person chose. */
  readonly moves?: boolean | undefined;
}

/** Brings stock, flags, alerts and timelines to a changed state of known orders; writes only orders something happened to. */
export async function reconcileOrders(tx: Tx, input: OrderReconciliation): Promise<OrderStockResult> {
  const { actor, now } = input;
  const orders = input.orders.map(withoutEndedHold);
  const given = [
    ...(input.entries ?? []),
    ...orders.flatMap((order, n) => describeEndedHold(input.orders[n] ?? null, order)),
  ];
  const lines =
    input.lines ??
    (await loadLines(
      tx,
      orders.map((order) => order.id),
    ));
  const byOrder = Map.groupBy(lines, (line) => line.orderId);
  const result = await reconcileOrderStock(
    tx,
    orders.map((order) => ({
      orderId: order.id,
      number: order.number,
      connectionId: order.connection_id,
      placedAt: new Date(order.placed_at),
      reservesStock: promisesStock(order),
      withoutStock: order.without_stock,
      servedFrom: servedFrom(order),
      shipTo: order.shipping_address,
      lines: byOrder.get(order.id) ?? [],
      wasShort: order.is_short,
    })),
    { actor, now, rechecks: input.rechecks, takesBack: input.takesBack, moves: input.moves },
  );
  await writeLineStock(tx, result.changed);
  const withEntries = new Set([...given, ...result.entries].map((entry) => entry.orderId));
  const changed = orders.flatMap((order) => {
    const isShort = result.short.has(order.id);
    const hasUnmapped = order.has_unmapped && (byOrder.get(order.id) ?? []).some(isUnlinked);
    const isSame = isShort === order.is_short && hasUnmapped === order.has_unmapped && !withEntries.has(order.id);
    return isSame ? [] : [{ ...order, is_short: isShort, has_unmapped: hasUnmapped }];
  });
  await updateOrders(tx, changed, now);
  await writeTimeline(tx, [...given, ...result.entries], { actor, now });
  const ended = changed.filter((order) => !order.has_unmapped || !promisesStock(order));
  await resolveUnlinkedAlerts(
    tx,
    ended.map((order) => order.connection_id),
    { actor, now },
  );
  const ids = changed.map((order) => ({ id: order.id, storeId: order.connection_id }));
  await announceOrdersChanged(tx, ids);
  return result;
}
