/** Problems of one cause as one line: what a platform refuses of two hundred items for one reason is one thing to mend. */
import type { Alert } from "./repair-actions.ts";

/** Told item by item, but mended together. */
const BY_ITEM = [
  "stock_failed",
  "price_failed",
  "content_failed",
  "category_failed",
  "customer_failed",
  "event_failed",
  "command_failed",
] as const;
export type ByItem = (typeof BY_ITEM)[number];

export const kindByItem = ({ kind }: Pick<Alert, "kind">): ByItem | undefined => BY_ITEM.find((each) => each === kind);

const RANK: Record<Alert["severity"], number> = { critical: 0, warning: 1, info: 2 };

/** The gravest first; those of one kind, store and reason together, the newest of them ahead. */
export function bySameCause(alerts: readonly Alert[]): readonly (readonly [Alert, ...Alert[]])[] {
  const groups = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of alerts.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])) {
    const isOne = kindByItem(alert) === undefined || alert.storeId === null || alert.state === "resolved";
    const key = isOne ? alert.id : JSON.stringify([alert.kind, alert.storeId, alert.text]);
    const group = groups.get(key);
    if (group) group.push(alert);
    else groups.set(key, [alert]);
  }
  return [...groups.values()];
}

/** What each is about, as the hub named it: a SKU, a product, an order. */
export function itemOf({ said }: Alert): string | undefined {
  const gaps = said?.title?.[0]?.gaps;
  const name = gaps?.["item"] ?? gaps?.["product"] ?? gaps?.["ref"] ?? gaps?.["order"];
  return name === undefined ? undefined : String(name);
}
