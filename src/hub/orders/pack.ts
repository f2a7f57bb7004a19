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

/** The items of lines and of what is in packs, as far as they are linked. */
export const linkedItems = (
  lines: readonly { readonly variantId: string | null; readonly pack: StoredPack | null }[],
): string[] =>
  lines.flatMap(({ variantId, pack }) =>
    [variantId, ...(pack?.parts ?? []).map((part) => part.variantId)].flatMap((id) => id ?? []),
  );

/**
 * The contents of a pack as it was sold, even if the pack changed or is gone by now: these are reserved and returned. The
 * first report stays, except for parts that were linked since.
 */
export function packSold(reported: StoredPack | null, sold: StoredPack | null): StoredPack | null {
  if (sold === null) return reported;
  const isLinkedNow = sold.parts.some(({ variantId }) => variantId === null);
  return reported !== null && isLinkedNow && quantitiesOf(reported) === quantitiesOf(sold) ? reported : sold;
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

/** SQL over a line `l`: what it is a pack of contains this item. */
export const isInPack = (item: string): string =>
  `${item} in (select (part ->> 'variantId')::uuid from jsonb_array_elements(l.pack -> 'parts') as part)`;
