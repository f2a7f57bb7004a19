import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";

/** What of one item is sent again: numbers, prices, and its product's description. */
export interface RetriedItem {
  readonly stock: number;
  readonly prices: number;
  readonly products: number;
}

const FAILED = "(state in ('failed', 'rejected') or (attempts > 0 and due_at is not null))";

/**
 * Gives what failed of one channel item a fresh set of attempts, the first of them now; the rest of its store waits as it
 * does. Throws HubError LISTING_NOT_FOUND.
 */
export async function retryListing(tx: Tx, listingId: string, now: Date): Promise<RetriedItem> {
  const listing = await tx.maybe<{ connection: string; product: string }>(
    `select connection_id as connection, product_listing_id as product from listing
     where organization_id = argosy.tenant() and id = $1`,
    [listingId],
  );
  if (!listing) throw new HubError("LISTING_NOT_FOUND", "not_found", "There is no such channel item.");
  const fresh = (table: string, column: string, id: string) =>
    tx.run(
      `update ${table} set attempts = 0, error = null, state = 'waiting', due_at = $2
       where organization_id = argosy.tenant() and ${column} = $1 and ${FAILED}`,
      [id, now],
    );
  const stock = await fresh("listing_stock", "listing_id", listingId);
  const prices = await fresh("listing_price", "listing_id", listingId);
  const products = await fresh("product_listing", "id", listing.product);
  if (stock + prices + products > 0)
    await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [[listing.connection], now]);
  return { stock, prices, products };
}
