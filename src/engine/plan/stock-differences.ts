/** Linked items, and those a chosen link will join, that show another number than the hub would send: a decision each. */
import type { Tx } from "../../db/database.ts";
import { allocateTarget, loadStockPicture, type StockTarget } from "../../hub/inventory/stock-picture.ts";
import { jsonRows } from "../../hub/json-column.ts";
import { type PlanTarget, RANK } from "./item.ts";

const PAGE = 2_000;

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
export interface StockPlace {
  readonly location: string;
  readonly ours: number;
  readonly theirs: number;
}

export interface ComparedStock {
  readonly listingId: string;
  readonly variantId: string;
  readonly places: readonly StockPlace[];
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
  const picture = await loadStockPicture(tx, targets);
  return rows.flatMap(({ listingId, variantId, isKeptElsewhere, shown }) => {
    if (isKeptElsewhere) return [{ listingId, variantId, places: [] }];
    const theirs = new Map(shown.map((each) => [each.location, each.units]));
    const places = allocateTarget(picture, { listingId, variantId, connectionId }).flatMap(({ location, quantity }) => {
      const units = theirs.get(location);
      return units === undefined ? [] : [{ location, ours: quantity, theirs: units }];
    });
    return [{ listingId, variantId, places }];
  });
}

export const isDifferent = ({ places }: ComparedStock): boolean => places.some((place) => place.ours !== place.theirs);

const PAIRS = `
  select l.id as "listingId", l.variant_id as "variantId" from listing l
  where l.organization_id = argosy.tenant() and l.connection_id = $2 and l.state = 'mapped' and l.stock_waits
    and l.gone_at is null and l.id > $3
  union
  select d.listing_id, d.variant_id
  from plan_item d
  join listing l on l.organization_id = d.organization_id and l.id = d.listing_id
  where d.organization_id = argosy.tenant() and d.run_id = $1 and d.action = 'link' and d.entity = 'variant'
    and d.chosen and d.state = 'planned'
    and (l.stock_sync or l.stock_waits) and d.listing_id > $3
  order by 1 limit ${PAGE}`;

const ITEMS = `
  insert into plan_item (organization_id, run_id, action, entity, field, rank, product_listing_id, listing_id,
    product_id, variant_id, title, before, after, chosen)
  select argosy.tenant(), $1, 'conflict', 'variant', 'stock', ${RANK.stock}, l.product_listing_id, l.id, v.product_id,
    v.id, coalesce(l.sku, v.sku), jsonb_build_object('stock', d.ours), jsonb_build_object('stock', d.theirs), $3
  from json_to_recordset($2) as d("listingId" uuid, "variantId" uuid, ours int, theirs int)
  join listing l on l.organization_id = argosy.tenant() and l.id = d."listingId"
  join variant v on v.organization_id = argosy.tenant() and v.id = d."variantId"
  order by l.id`;

/** Never chosen where a person looks at the plan first: nobody but them knows which number is true. */
export async function planStock(tx: Tx, target: PlanTarget, how: { readonly chosen: boolean }): Promise<void> {
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const pairs = await tx.rows<{ listingId: string; variantId: string }>(PAIRS, [
      target.runId,
      target.connectionId,
      after,
    ]);
    const differing = (await compareStock(tx, target.connectionId, pairs)).filter(isDifferent).map((one) => ({
      listingId: one.listingId,
      variantId: one.variantId,
      ours: sum(one.places.map((place) => place.ours)),
      theirs: sum(one.places.map((place) => place.theirs)),
    }));
    await tx.run(ITEMS, [target.runId, jsonRows(differing), how.chosen]);
    const last = pairs.at(-1);
    if (!last || pairs.length < PAGE) return;
    after = last.listingId;
  }
}

const sum = (units: readonly number[]) => units.reduce((total, each) => total + each, 0);
