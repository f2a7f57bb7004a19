import { systemActor } from "../../commerce/actor.ts";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlerts } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";
import { type LevelKey, levelKey } from "./ledger.ts";
import { lowStockCause } from "./low-stock.ts";
import { MOST_ITEMS } from "./stock-changes.ts";
import { type ItemError, resolveStockItems, type StockItemRef } from "./stock-items.ts";

export interface ReorderItem extends StockItemRef {
  /** At or below this many available a level is low; null: never. */
  readonly reorderPoint: number | null;
  /** How many are ordered at a time; null: as many as are missing. */
  readonly reorderQuantity: number | null;
}

export type ReorderResult =
  | ({ readonly ok: true; readonly sku: string } & LevelKey)
  | { readonly ok: false; readonly error: ItemError };

/**
 * Sets when to order again and how many, of up to 5,000 levels. One result per item, in their order; a level that does
 * not exist is made, of an item named twice the last counts.
 */
export async function setReorderPoints(
  tx: Tx,
  input: { readonly items: readonly ReorderItem[]; readonly now: Date },
): Promise<ReorderResult[]> {
  const { items, now } = input;
  if (items.length > MOST_ITEMS)
    throw new HubError("INVENTORY_TOO_MANY_ITEMS", "limit", `At most ${MOST_ITEMS} items in one request.`, "items");
  const resolved = await resolveStockItems(tx, items);
  const results = items.map((item, n): ReorderResult => {
    const field = [item.reorderPoint, item.reorderQuantity].findIndex((units) => units !== null && !isUnits(units));
    if (field !== -1) return { ok: false, error: notWhole(field === 0 ? "reorderPoint" : "reorderQuantity") };
    const found = resolved[n];
    if (!found?.ok) return { ok: false, error: found?.error ?? notWhole("sku") };
    return found;
  });
  const rows = results.flatMap((result, n) => {
    const item = items[n];
    if (!result.ok || !item) return [];
    const { variantId, locationId } = result;
    return [{ variantId, locationId, v: variantId, l: locationId, p: item.reorderPoint, q: item.reorderQuantity }];
  });
  const last = [...new Map(rows.map((row) => [levelKey(row), row])).values()];
  await tx.run(
    `insert into level (organization_id, variant_id, location_id, reorder_point, reorder_quantity, updated_at)
     select argosy.tenant(), v, l, p, q, $2 from json_to_recordset($1) as r(v uuid, l uuid, p int, q int) order by v, l
     on conflict (organization_id, variant_id, location_id) do update
       set reorder_point = excluded.reorder_point, reorder_quantity = excluded.reorder_quantity`,
    [jsonRows(last), now],
  );
  // A level that is not watched any more is never looked at again.
  const unwatched = last.filter((row) => row.p === null).map(lowStockCause);
  await resolveAlerts(tx, unwatched, now, systemActor);
  return results;
}

function isUnits(units: number): boolean {
  return Number.isSafeInteger(units) && units >= 0 && units <= MOST_UNITS;
}

function notWhole(field: string): ItemError {
  return { code: "INVENTORY_REORDER_INVALID", message: "A quantity is a whole number from 0.", field };
}

/** Sets one level's. Throws HubError INVENTORY_REORDER_INVALID, INVENTORY_IS_BUNDLE, INVENTORY_VARIANT_UNKNOWN, INVENTORY_LOCATION_UNKNOWN. */
export async function setReorder(tx: Tx, input: ReorderItem & LevelKey & { readonly now: Date }): Promise<void> {
  const [result] = await setReorderPoints(tx, { items: [input], now: input.now });
  if (!result || result.ok) return;
  const { code, message, field } = result.error;
  throw new HubError(code, code.endsWith("_UNKNOWN") ? "not_found" : "validation", message, field);
}
