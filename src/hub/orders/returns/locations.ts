import type { Tx } from "../../../db/database.ts";
import { HubError } from "../../errors.ts";

/** Names of our locations goods can be put back into. Throws HubError LOCATION_UNKNOWN. */
export async function requireReturnLocations(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  const rows = await tx.rows<{ id: string; name: string }>(
    `select id, name from location
     where organization_id = argosy.tenant() and id = any($1::uuid[]) and active and kind = 'own'`,
    [unique],
  );
  if (rows.length < unique.length)
    throw new HubError(
      "LOCATION_UNKNOWN",
      "not_found",
      "There is no such location of yours to put goods into.",
      "locationId",
    );
  return new Map(rows.map((row) => [row.id, row.name]));
}
