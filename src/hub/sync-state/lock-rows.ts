/**
 * Rows of a channel's numbers or prices in the one order in which everybody locks them: the listing, then the location
 * or site.
 * An UPDATE of several rows takes them as its plan finds them, and two of them wait for each other.
 */
const SLOT_COLUMNS = { listing_stock: "location", listing_price: "site" } as const;

/** SQL, for FROM: the existing rows of `given` (alias `g`, listing `l`, location or site `loc`), locked in order. */
export const inOrder = (table: keyof typeof SLOT_COLUMNS, given: string): string =>
  `(select g.*
      from ${given}
      join argosy.${table} k on k.organization_id = argosy.tenant() and k.listing_id = g.l
        and k.${SLOT_COLUMNS[table]} = g.loc
    order by k.listing_id, k.${SLOT_COLUMNS[table]} for update of k)`;
