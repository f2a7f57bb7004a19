/** Linked items, and those a chosen link will join, that show another number than the hub would send: a decision each. */
import type { Tx } from "../../db/database.ts";
import { compareStock, isDifferent, sumsOf } from "../../hub/inventory/compared-stock.ts";
import { jsonRows } from "../../hub/json-column.ts";
import { type PlanTarget, RANK } from "./item.ts";

const PAGE = 2_000;

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
      ...sumsOf(one),
    }));
    await tx.run(ITEMS, [target.runId, jsonRows(differing), how.chosen]);
    const last = pairs.at(-1);
    if (!last || pairs.length < PAGE) return;
    after = last.listingId;
  }
}
