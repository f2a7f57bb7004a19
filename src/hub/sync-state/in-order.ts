/**
 * Rows of a channel's numbers or prices in the one order in which everybody locks them: the listing, then the place.
 * An UPDATE of several rows takes them as its plan finds them, and two of them wait for each other.
 */
const PLACES = { listing_stock: "location", listing_price: "site" } as const;

/** SQL, for FROM: the rows of `given` (its alias `g`, its listing `l`, its place `loc`) that are there, locked in order. */
export const inOrder = (table: keyof typeof PLACES, given: string): string =>
  `(SELECT g.*
      FROM ${given}
      JOIN argosy.${table} k ON k.organization_id = argosy.tenant() AND k.listing_id = g.l
        AND k.${PLACES[table]} = g.loc
    ORDER BY k.listing_id, k.${PLACES[table]} FOR UPDATE OF k)`;
