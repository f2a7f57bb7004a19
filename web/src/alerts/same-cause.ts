/** Problems of one cause as one line: what a platform refuses of two hundred items for one reason is one thing to mend. */
import { causeOf } from "../../../src/commerce/alert-causes.ts";
import type { Alert } from "./repair-actions.ts";

const RANK: Record<Alert["severity"], number> = { critical: 0, warning: 1, info: 2 };

/** The gravest first; those of one kind, store and reason together, the newest of them ahead. */
export function bySameCause(alerts: readonly Alert[]): readonly (readonly [Alert, ...Alert[]])[] {
  const groups = new Map<string, [Alert, ...Alert[]]>();
  for (const alert of alerts.toSorted((a, b) => RANK[a.severity] - RANK[b.severity])) {
    const key = alert.state === "resolved" ? alert.id : causeOf(alert);
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
