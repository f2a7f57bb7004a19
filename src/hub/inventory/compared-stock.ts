/** What the channels show of linked items, beside what the hub would send them. */
import type { Tx } from "../../db/database.ts";
import { loadStockInputs, type StockTarget, unitsToShowByLocation } from "./units-to-show.ts";

/**
 * SQL, of listing `l`: left out of stock sync until it is decided whose number is right. What only awaits its first number
 * here needs no decision.
 */
export const IS_UNDECIDED = "l.stock_waits and not l.awaits_number and l.state = 'mapped' and l.gone_at is null";

/** A variant of ours has been counted when anything ever moved of it, or of what a bundle is made of. */
export const COUNTED = (
  variant: string,
) => `(exists (select 1 from movement m where m.organization_id = argosy.tenant() and m.variant_id = ${variant})
  or exists (select 1 from bundle_item b
    join movement m on m.organization_id = b.organization_id and m.variant_id = b.component_variant_id
    where b.organization_id = argosy.tenant() and b.bundle_variant_id = ${variant}))`;

interface PairRow {
  readonly listingId: string;
  readonly variantId: string;
  /** Another store of the same stock writes the number: there is no second one to decide about. */
  readonly isKeptElsewhere: boolean;
  readonly shown: readonly { readonly location: string; readonly units: number }[];
}

/** What one of the channel's locations shows, and what the hub would send there. */
export interface ComparedLocation {
  readonly location: string;
  readonly ours: number;
  readonly theirs: number;
}

export interface ComparedStock {
  readonly listingId: string;
  readonly variantId: string;
  readonly places: readonly ComparedLocation[];
}

const SHOWN = `
  select w.l as "listingId", w.v as "variantId",
    argosy.is_kept_elsewhere(l.organization_id, l.connection_id, l.ext_key) as "isKeptElsewhere",
    json_agg(json_build_object('location', s.location, 'units', greatest(0, coalesce(s.observed, s.expected)))) as shown
  from unnest($1::uuid[], $2::uuid[]) as w(l, v)
  join listing l on l.organization_id = argosy.tenant() and l.id = w.l and l.counted
  join listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = w.l
    and coalesce(s.observed, s.expected) is not null
  where ${COUNTED("w.v")} group by w.l, w.v, l.organization_id, l.connection_id, l.ext_key order by w.l`;

/** Counted pairs whose number on the channel is known, each with both sides at every place the hub writes to. */
export async function compareStock(
  tx: Tx,
  connectionId: string,
  pairs: readonly { readonly listingId: string; readonly variantId: string }[],
): Promise<ComparedStock[]> {
  if (pairs.length === 0) return [];
  const rows = await tx.rows<PairRow>(SHOWN, [
    pairs.map((pair) => pair.listingId),
    pairs.map((pair) => pair.variantId),
  ]);
  const targets: StockTarget[] = rows.map(({ listingId, variantId }) => ({ listingId, variantId, connectionId }));
  const inputs = await loadStockInputs(tx, targets);
  return rows.flatMap(({ listingId, variantId, isKeptElsewhere, shown }) => {
    if (isKeptElsewhere) return [{ listingId, variantId, places: [] }];
    const theirs = new Map(shown.map((each) => [each.location, each.units]));
    const locations = unitsToShowByLocation(inputs, { listingId, variantId, connectionId }).flatMap(
      ({ location, quantity }) => {
        const units = theirs.get(location);
        return units === undefined ? [] : [{ location, ours: quantity, theirs: units }];
      },
    );
    return [{ listingId, variantId, places: locations }];
  });
}

export const isDifferent = ({ places }: ComparedStock): boolean =>
  places.some((location) => location.ours !== location.theirs);

/** Over all places: what the hub would send, and what the channel shows. Units. */
export function sumsOf({ places }: ComparedStock): { readonly ours: number; readonly theirs: number } {
  const sum = (units: readonly number[]) => units.reduce((total, each) => total + each, 0);
  return { ours: sum(places.map((location) => location.ours)), theirs: sum(places.map((location) => location.theirs)) };
}
