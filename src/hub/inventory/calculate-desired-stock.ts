import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { CHANGED_VARIANTS, loadInputsOfVariants, type RuledTarget, unitsToShowByLocation } from "./units-to-show.ts";

export interface DesiredStock {
  readonly connectionId: string;
  readonly listingId: string;
  /** The channel's location; "" on channels with a single number. */
  readonly location: string;
  /** Units the channel should show; never negative. */
  readonly desired: number;
}

const TARGETS = `
  with wanted as (${CHANGED_VARIANTS})
  select l.id as "listingId", l.connection_id as "connectionId", l.variant_id as "variantId", l.leaves,
    i.listing_id is not null as "hasRule", i.buffer, i.cap, i.percent, i.zero_below as "zeroBelow", i.keep
  from wanted w
  join listing l on l.organization_id = argosy.tenant() and l.variant_id = w.v
  join variant v on v.organization_id = argosy.tenant() and v.id = w.v and v.counted
  join connection c on c.organization_id = argosy.tenant() and c.id = l.connection_id
  left join listing_stock_rule i on i.organization_id = argosy.tenant() and i.listing_id = l.id
  where l.state = 'mapped' and l.active and l.stock_sync and l.counted and l.gone_at is null
    and c.state in ${SELLING}
  order by l.id`;

/**
 * What every synced listing of these variants, and of bundles that contain them, should show. Four statements that leave
 * together whatever the number of variants, and one more where open orders count.
 */
export async function calculateDesiredStock(tx: Tx, variantIds: readonly string[]): Promise<DesiredStock[]> {
  if (variantIds.length === 0) return [];
  const found = tx.rows<RuledTarget & { readonly leaves: boolean }>(TARGETS, [variantIds]);
  const { targets, inputs } = await loadInputsOfVariants(tx, variantIds, found);
  return targets.flatMap((target) =>
    unitsToShowByLocation(inputs, target).map(({ location, quantity }) => ({
      connectionId: target.connectionId,
      listingId: target.listingId,
      location,
      // Of what is deleted here nothing is for sale, whatever lies there.
      desired: target.leaves ? 0 : quantity,
    })),
  );
}
