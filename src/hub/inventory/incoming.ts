import type { Tx } from "../../db/database.ts";
import { type LevelKey, levelKey } from "./ledger.ts";

/** Units on their way by purchase orders, by `levelKey`; what nothing comes for is not among them. */
export async function incomingUnits(tx: Tx, variantIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  return new Map((await incoming(tx, variantIds)).map((row) => [levelKey(row), row.units]));
}

/** The same over all places, by item. */
export async function incomingOfItems(tx: Tx, variantIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const byItem = Map.groupBy(await incoming(tx, variantIds), ({ variantId }) => variantId);
  return new Map([...byItem].map(([id, rows]) => [id, rows.reduce((sum, { units }) => sum + units, 0)]));
}

async function incoming(tx: Tx, variantIds: readonly string[]): Promise<(LevelKey & { readonly units: number })[]> {
  if (variantIds.length === 0) return [];
  return tx.rows(
    `select l.variant_id as "variantId", o.location_id as "locationId", argosy.int_sum(sum(l.incoming)) as units
     from argosy.purchase_order_line l
     join argosy.purchase_order o on o.organization_id = argosy.tenant() and o.id = l.purchase_order_id
     where l.organization_id = argosy.tenant() and l.variant_id = any($1::uuid[]) and l.incoming > 0
     group by 1, 2`,
    [[...new Set(variantIds)]],
  );
}
