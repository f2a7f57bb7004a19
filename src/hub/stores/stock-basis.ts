import type { Tx } from "../../db/database.ts";
import { markAllListings } from "./mark-listings.ts";

/** Keeps what a store's stock numbers mean; all of them are worked out anew. */
export async function setStockBasis(
  tx: Tx,
  connectionId: string,
  basis: "available" | "available_plus_open_orders",
): Promise<void> {
  await tx.run(
    "update connection set stock_basis = $2 where organization_id = argosy.tenant() and id = $1 and stock_basis <> $2",
    [connectionId, basis],
  );
  await markAllListings(tx, connectionId);
}
