/** Where buyers collect orders, as channels report it. */
import type { Tx } from "../../db/database.ts";
import type { HashedPart } from "./input.ts";

/** Our location for each location of the channel that a pickup names. */
export type PickupLocations = ReadonlyMap<string, string>;

/** Reads only where an order is collected at a location of the channel. */
export async function loadPickupLocations(
  tx: Tx,
  connectionId: string,
  parts: readonly HashedPart[],
): Promise<PickupLocations> {
  const keys = [...new Set(parts.flatMap(({ part }) => part.pickup?.location ?? []))];
  if (keys.length === 0) return new Map();
  const rows = await tx.rows<{ key: string; id: string }>(
    `select e.ext_key as key, e.location_id as id from argosy.ext_location e
     where e.organization_id = argosy.tenant() and e.connection_id = $1 and e.ext_key = any($2::text[])
       and e.location_id is not null`,
    [connectionId, keys],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}
