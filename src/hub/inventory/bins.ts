/** Which bin of a location an item lies in, by which picking lists are walked (decision 285). */
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";
import { type LevelKey, levelKey } from "./ledger.ts";
import { MOST_ITEMS } from "./stock-changes.ts";
import { type ItemError, resolveStockItems, type StockItemRef } from "./stock-items.ts";

export interface BinItem extends StockItemRef {
  /** Up to 40 characters; null: none. */
  readonly bin: string | null;
}

export type BinResult =
  | ({ readonly ok: true; readonly sku: string } & LevelKey)
  | { readonly ok: false; readonly error: ItemError };

/**
 * Sets the bins of up to 5,000 items at their locations. One result per item, in their order; of an item named twice the
 * last counts. Throws HubError INVENTORY_TOO_MANY_ITEMS.
 */
export async function setBins(
  tx: Tx,
  { items, now }: { readonly items: readonly BinItem[]; readonly now: Date },
): Promise<BinResult[]> {
  if (items.length > MOST_ITEMS)
    throw new HubError("INVENTORY_TOO_MANY_ITEMS", "limit", `At most ${MOST_ITEMS} items in one request.`, "items");
  const results = await resolveStockItems(tx, items);
  const inputs = new Map(
    results.flatMap((result, n) =>
      result.ok ? [[levelKey(result), { v: result.variantId, l: result.locationId, b: items[n]?.bin ?? null }]] : [],
    ),
  );
  const isNamed = Map.groupBy(inputs.values(), ({ b }) => b !== null);
  await tx.run(
    `delete from argosy.stock_bin s using json_to_recordset($1) as r(v uuid, l uuid)
     where s.organization_id = argosy.tenant() and s.variant_id = r.v and s.location_id = r.l`,
    [jsonRows(isNamed.get(false) ?? [])],
  );
  await tx.run(
    `insert into argosy.stock_bin (organization_id, variant_id, location_id, bin, updated_at)
     select argosy.tenant(), v, l, b, $2 from json_to_recordset($1) as r(v uuid, l uuid, b text) order by v, l
     on conflict (organization_id, variant_id, location_id) do update
       set bin = excluded.bin, updated_at = excluded.updated_at`,
    [jsonRows(isNamed.get(true) ?? []), now],
  );
  return results;
}
