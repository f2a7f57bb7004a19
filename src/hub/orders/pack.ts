import type { OrderLine } from "../../commerce/order.ts";
import { listingOf, type MatchedListing } from "./match.ts";

/** What the channel takes for each unit of a line sold as a pack; parts that are not linked name none of ours. */
export interface StoredPack {
  readonly parts: readonly {
    readonly quantity: number;
    readonly listingId: string | null;
    readonly variantId: string | null;
  }[];
  readonly takesOwn: boolean;
}

/**
 * A pack that is made of something else by now, or gone, has taken what was in it when it was sold, and gives that back:
 * what was told first stays, but for parts that are linked since.
 */
export function packSold(told: StoredPack | null, sold: StoredPack | null): StoredPack | null {
  if (sold === null) return told;
  const isLinkedNow = sold.parts.some(({ variantId }) => variantId === null);
  return told !== null && isLinkedNow && quantitiesOf(told) === quantitiesOf(sold) ? told : sold;
}

const quantitiesOf = ({ parts }: StoredPack): string =>
  parts
    .map(({ quantity }) => quantity)
    .sort((a, b) => a - b)
    .join();

/**
 * What a line is a pack of. An item that is not linked, and sells the number of one that is, is a pack of one of that.
 * Keys in the order in which they are stored: what did not change is not written again.
 */
export function packOf(line: OrderLine, listings: ReadonlyMap<string, MatchedListing>): StoredPack | null {
  const { pack } = line;
  if (!pack) {
    const same = listingOf(listings, line)?.sameStock;
    return same ? { parts: [{ quantity: 1, ...same }], takesOwn: false } : null;
  }
  const parts = pack.parts.map(({ variantKey, quantity }) => {
    const listing = listings.get(variantKey);
    return { quantity, listingId: listing?.id ?? null, variantId: listing?.variantId ?? null };
  });
  return { parts, takesOwn: pack.takesOwn };
}
