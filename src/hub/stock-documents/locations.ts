import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

/** The active location of this id, or the default one. Throws HubError INVENTORY_LOCATION_UNKNOWN. */
export async function requireLocation(tx: Tx, id: string | undefined): Promise<string> {
  const found = await tx.maybe<{ id: string }>(
    `select id from location where organization_id = argosy.tenant() and active and ${id ? "id = $1" : "is_default"}`,
    id ? [id] : [],
  );
  if (found) return found.id;
  throw new HubError("INVENTORY_LOCATION_UNKNOWN", "validation", "There is no such active location.", "locationId");
}
