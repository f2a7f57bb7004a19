import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { LevelKey } from "./ledger.ts";
import { markStock } from "./mark-stock.ts";

/** Notes when levels were counted. The caller holds them locked. */
export async function markCounted(tx: Tx, counted: readonly (LevelKey & { readonly at: Date })[]): Promise<void> {
  if (counted.length === 0) return;
  const rows = counted.map((each) => ({ v: each.variantId, l: each.locationId, at: each.at }));
  // A first count moves nothing where it finds what was on hand; channels may have waited for it all the same.
  const first = await tx.rows<{ id: string }>(
    `with given as materialized (
       select l.variant_id, l.location_id, r.at, l.counted_at is null as is_first
       from json_to_recordset($1) as r(v uuid, l uuid, at timestamptz)
       join level l on l.organization_id = argosy.tenant() and l.variant_id = r.v and l.location_id = r.l
     ), noted as (
       update level l set counted_at = greatest(l.counted_at, g.at) from given g
       where l.organization_id = argosy.tenant() and l.variant_id = g.variant_id and l.location_id = g.location_id
     )
     select variant_id as id from given where is_first`,
    [jsonRows(rows)],
  );
  await markStock(
    tx,
    first.map(({ id }) => id),
  );
}
