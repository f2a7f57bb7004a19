/** What channels keep for themselves of variants (decision 118). */

import type { ReservedShare } from "../../commerce/reserved-units.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";

/** A channel's item, and what is kept of its variant. */
export interface Keeper {
  readonly variantId: string;
  readonly connectionId: string;
  readonly locationIds: readonly string[] | null;
  /** Units the store keeps of each of its items. */
  readonly store: number;
  /** Units this item keeps instead; null: the store's. */
  readonly own: number | null;
}

// Where nobody keeps anything, which is usual, the first question is all that is asked.
const keepersOf = (variants: string) => `
  select l.variant_id as "variantId", l.connection_id as "connectionId", r.location_ids as "locationIds",
    coalesce(r.keep, 0) as store, i.keep as own
  from listing l
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
    and c.state in ${SELLING}
  left join stock_rule r on r.organization_id = argosy.tenant() and r.connection_id = l.connection_id
  left join listing_stock_rule i on i.organization_id = argosy.tenant() and i.listing_id = l.id
  where ((select exists (select from stock_rule where organization_id = argosy.tenant() and keep > 0))
      or (select exists (select from listing_stock_rule where organization_id = argosy.tenant() and keep > 0))
      or $2::uuid is not null)
    and l.organization_id = argosy.tenant() and l.variant_id in (
      select v from unnest(${variants}) as w(v)
      union all
      select b.component_variant_id from bundle_item b
      where b.organization_id = argosy.tenant() and b.bundle_variant_id = any(${variants}))
    and l.state = 'mapped' and l.active and l.gone_at is null and not l.leaves
    and (coalesce(i.keep, r.keep, 0) > 0 or l.connection_id = $2)`;

/**
 * Who keeps units of these variants and of what bundles among them are made of; `tried`: also a store that keeps none
 * yet. `variants`: SQL of what is made of the given ids, $1.
 */
export function loadKeepers(
  tx: Tx,
  of: { readonly ids: readonly string[]; readonly variants: string; readonly tried: string | null },
): Promise<Keeper[]> {
  return tx.rows<Keeper>(keepersOf(of.variants), [of.ids, of.tried]);
}

/** One share a channel, however many of its items stand for the variant: the largest. */
export function sharesOf(keepers: readonly Keeper[]): ReservedShare[] {
  return [...Map.groupBy(keepers, ({ connectionId }) => connectionId)].map(([channel, items]) => ({
    channel,
    units: Math.max(...items.map(({ own, store }) => own ?? store)),
    locationIds: items[0]?.locationIds ?? null,
  }));
}
