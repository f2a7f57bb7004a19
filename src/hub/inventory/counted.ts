import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { LevelKey } from "./ledger.ts";

/** Notes when levels were counted. The caller holds them locked. */
export async function markCounted(tx: Tx, counted: readonly (LevelKey & { readonly at: Date })[]): Promise<void> {
  if (counted.length === 0) return;
  const rows = counted.map((each) => ({ v: each.variantId, l: each.locationId, at: each.at }));
  await tx.run(
    `update level set counted_at = greatest(counted_at, r.at)
     from json_to_recordset($1) as r(v uuid, l uuid, at timestamptz)
     where organization_id = argosy.tenant() and variant_id = r.v and location_id = r.l`,
    [jsonRows(rows)],
  );
}
