/** How the organization handles an order: its priority, who takes care of it, and by when it wants it shipped. */
import type { By } from "../../commerce/actor.ts";
import { type Message, message } from "../../commerce/message.ts";
import { ORDER_PRIORITIES, type OrderPriority } from "../../commerce/order-priority.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { type TimelineEntry, writeTimeline } from "../timeline.ts";
import { announceHandled, type ChangedOrder } from "./notify-changed.ts";
import { DUE_AFTER_HOURS, END_OF_PROMISED } from "./to-ship.ts";

export const isPriority = (value: unknown): value is OrderPriority => ORDER_PRIORITIES.some((each) => each === value);

export interface Handling {
  readonly priority: OrderPriority;
  /** The member's id. */
  readonly assignedTo: string | null;
  /** Null: by when its channel wants it. */
  readonly ownShipBy: Date | null;
  /** Its total is shown in it too; null: in the order's currency alone. */
  readonly shownCurrency: string | null;
}

export interface HandlingChange extends Partial<Handling> {
  readonly orderId: string;
  /** The hub's own tags of the order, all of them. */
  readonly ownTags?: readonly string[];
}

/** What is absent stays. Orders that are gone, and what does not change, are passed over. */
export async function changeHandling(tx: Tx, changes: readonly HandlingChange[], by: By): Promise<void> {
  if (changes.length === 0) return;
  const changed = await writeHandling(tx, changes, by.now);
  const isChanged = new Set(changed.map(({ id }) => id));
  const entries = changes.flatMap((change): readonly TimelineEntry[] =>
    isChanged.has(change.orderId)
      ? messagesOf(change).map((text) => ({ orderId: change.orderId, kind: "handling", text }))
      : [],
  );
  await writeTimeline(tx, entries, by);
  await announceHandled(tx, changed);
}

/** Writes it alone, for whoever tells of it; answers the orders that changed. */
export function writeHandling(tx: Tx, changes: readonly HandlingChange[], now: Date): Promise<ChangedOrder[]> {
  // The last one of an order counts.
  const rows = [...new Map(changes.map((change) => [change.orderId, change])).values()].map((change) => ({
    id: change.orderId,
    priority: change.priority ?? null,
    assigns: "assignedTo" in change,
    assigned_to: change.assignedTo ?? null,
    times: "ownShipBy" in change,
    ship_by: change.ownShipBy ?? null,
    shows: "shownCurrency" in change,
    shown: change.shownCurrency ?? null,
    tags: change.ownTags ?? null,
  }));
  return tx.rows<ChangedOrder>(
    `update argosy.sales_order o
     set priority = coalesce(n.priority, o.priority),
       assigned_to = case when n.assigns then n.assigned_to else o.assigned_to end,
       own_ship_by = case when n.times then n.ship_by else o.own_ship_by end,
       due_at = case when n.times
         then coalesce(n.ship_by, o.ship_by,
           greatest(o.placed_at + interval '${DUE_AFTER_HOURS} hours', ${END_OF_PROMISED})) else o.due_at end,
       promise_version = case when n.times then 0 else o.promise_version end,
       shown_currency = case when n.shows then n.shown else o.shown_currency end,
       own_tags = coalesce(n.tags, o.own_tags), updated_at = $2
     from json_to_recordset($1) as n(id uuid, priority text, assigns boolean, assigned_to text, times boolean,
       ship_by timestamptz, shows boolean, shown char(3), tags text[])
     where o.organization_id = argosy.tenant() and o.id = n.id
       and (o.priority, o.assigned_to, o.own_ship_by, o.shown_currency, o.own_tags) is distinct from (
         coalesce(n.priority, o.priority),
         case when n.assigns then n.assigned_to else o.assigned_to end,
         case when n.times then n.ship_by else o.own_ship_by end,
         case when n.shows then n.shown else o.shown_currency end, coalesce(n.tags, o.own_tags))
     returning o.id, o.connection_id as "storeId"`,
    [jsonRows(rows), now],
  );
}

export function messagesOf(change: Partial<Handling>): readonly Message[] {
  return [
    ...(change.priority ? [message(`order.priority.${change.priority}`)] : []),
    ...("assignedTo" in change ? [message(change.assignedTo ? "order.assigned" : "order.unassigned")] : []),
    ...("shownCurrency" in change
      ? [
          change.shownCurrency
            ? message("order.shownIn", { currency: change.shownCurrency })
            : message("order.shownInOwn"),
        ]
      : []),
    ...("ownShipBy" in change
      ? [
          change.ownShipBy
            ? message("order.shipByOwn", { dueAt: change.ownShipBy.toISOString() })
            : message("order.shipByChannel"),
        ]
      : []),
  ];
}
