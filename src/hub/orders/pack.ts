import type { OrderLine } from "../../commerce/order.ts";
import type { MatchedListing } from "./match.ts";

/** What the channel takes for each unit of a line sold as a pack; parts that are not linked name none of ours. */
export interface StoredPack {
  readonly parts: readonly {
    readonly quantity: number;
    readonly listingId: string | null;
    readonly variantId: string | null;
  }[];
  readonly takesOwn: boolean;
}

/** Keys in the order in which they are stored: what did not change is not written again. */
export function packOf({ pack }: OrderLine, listings: ReadonlyMap<string, MatchedListing>): StoredPack | null {
  if (!pack) return null;
  const parts = pack.parts.map(({ variantKey, quantity }) => {
    const listing = listings.get(variantKey);
    return { quantity, listingId: listing?.id ?? null, variantId: listing?.variantId ?? null };
  });
  return { parts, takesOwn: pack.takesOwn };
}
