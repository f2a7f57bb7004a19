import type { Tx } from "../../db/database.ts";
import { refusal } from "../refusals.ts";
import { retryAwaited, retryFailed } from "../sync-state/aspect.ts";

/** What of one item is sent again: numbers, prices, and its product's description. */
export interface RetriedItem {
  readonly stock: number;
  readonly prices: number;
  readonly products: number;
}

/**
 * Gives what failed of one channel item a fresh set of attempts, the first of them now, and looks at what its channel has
 * taken and not answered; the rest of its store waits as it does. Throws HubError LISTING_NOT_FOUND.
 */
export async function retryListing(tx: Tx, listingId: string, now: Date): Promise<RetriedItem> {
  const listing = await tx.maybe<{ connection: string; product: string }>(
    `select connection_id as connection, product_listing_id as product from listing
     where organization_id = argosy.tenant() and id = $1`,
    [listingId],
  );
  if (!listing) throw refusal("LISTING_NOT_FOUND");
  const failed = { column: "listing_id", id: listingId, now } as const;
  const stock = (await retryFailed(tx, "listing_stock", failed)) + (await retryAwaited(tx, "stock", listingId, now));
  const prices = (await retryFailed(tx, "listing_price", failed)) + (await retryAwaited(tx, "price", listingId, now));
  const products = await retryFailed(tx, "product_listing", { column: "id", id: listing.product, now });
  if (stock + prices + products > 0)
    await tx.run("select argosy.wake_lane(argosy.tenant(), $1::uuid[], 'outbound', $2)", [[listing.connection], now]);
  return { stock, prices, products };
}
