/**
 * What automations change of orders and no order can refuse: kept while they are asked, and written for all of them
 * together. Each later automation sees it in the facts of the round.
 */
import { type Actor, actorText } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type Handling, type HandlingChange, messagesOf, writeHandling } from "../orders/handling.ts";
import { announceHandled } from "../orders/notify-changed.ts";
import { tagMessage } from "../orders/tags.ts";
import { addTimeline, type TimelineEntry } from "../timeline.ts";
import { type OrderNow, readAutomated } from "./automated-orders.ts";

export type LaterChange = { readonly orderId: string; readonly actor: Actor } & (
  | { readonly tags: { readonly add: readonly string[]; readonly remove: readonly string[] } }
  | { readonly handling: Partial<Handling> }
  | { readonly note: string /** By which it is found when it is taken back. */; readonly key: string }
);

/** Writes them in the order they were made, each in the order's history as its automation's; none is left. */
export async function writeLater(tx: Tx, later: LaterChange[], now: Date): Promise<void> {
  const changes = later.splice(0);
  if (changes.length === 0) return;
  const before = await readAutomated(tx, [...new Set(changes.map(({ orderId }) => orderId))]);
  const orders = new Map(before.map((order) => [order.id, order]));
  const after = new Map<string, HandlingChange>();
  const entries = changes.flatMap((change): readonly (TimelineEntry & { actor: string; at: Date })[] => {
    const order = orders.get(change.orderId);
    if (!order) return [];
    const { orderId } = change;
    const reported = stepOf(order, change);
    orders.set(orderId, { ...order, ...reported.changed });
    if (Object.keys(reported.changed).length > 0)
      after.set(orderId, { ...after.get(orderId), ...reported.changed, orderId });
    return reported.entries.map((entry) => ({ ...entry, orderId, actor: actorText(change.actor), at: now }));
  });
  const changed = after.size > 0 ? await writeHandling(tx, [...after.values()], now) : [];
  await addTimeline(tx, entries);
  if (changed.length > 0) await announceHandled(tx, changed);
}

interface Step {
  readonly changed: Partial<OrderNow>;
  readonly entries: readonly Omit<TimelineEntry, "orderId">[];
}

const NOTHING: Step = { changed: {}, entries: [] };

/** What does not change is not told. */
function stepOf(order: OrderNow, change: LaterChange): Step {
  if ("note" in change)
    return { changed: {}, entries: [{ kind: "note", text: change.note, data: { note: change.key } }] };
  if ("tags" in change) {
    const { add, remove } = change.tags;
    const ownTags = [...new Set([...order.ownTags, ...add])].filter((tag) => !remove.includes(tag)).toSorted();
    const isSame = ownTags.length === order.ownTags.length && ownTags.every((tag) => order.ownTags.includes(tag));
    return isSame ? NOTHING : { changed: { ownTags }, entries: [{ kind: "tags", text: tagMessage(ownTags) }] };
  }
  const { handling } = change;
  const isOther =
    (handling.priority ?? order.priority) !== order.priority ||
    ("shownCurrency" in handling && handling.shownCurrency !== order.shownCurrency) ||
    ("assignedTo" in handling && handling.assignedTo !== order.assignedTo) ||
    ("ownShipBy" in handling && handling.ownShipBy?.getTime() !== order.ownShipBy?.getTime());
  if (!isOther) return NOTHING;
  return { changed: handling, entries: messagesOf(handling).map((text) => ({ kind: "handling", text })) };
}
