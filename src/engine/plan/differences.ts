import type { Tx } from "../../db/database.ts";
import type { Policy } from "../../hub/stores/settings.ts";
import { type PlanTarget, RANK } from "./item.ts";

// Pairs of our variants and channel items: linked ones, and those a chosen link of this plan will join. What a
// person has been asked about already, and what is on its way to the channel, is no news.
const PAIRS = `
  pair as (
    select l.id as listing_id, l.product_listing_id, l.variant_id from listing l
    where l.organization_id = argosy.tenant() and l.connection_id = $2 and l.state = 'mapped' and l.gone_at is null
    union all
    select d.listing_id, d.product_listing_id, d.variant_id from plan_item d
    where d.organization_id = argosy.tenant() and d.run_id = $1 and d.action = 'link' and d.chosen and d.state = 'planned'
  )`;

const PRICE = `
  with ${PAIRS}, differing as (
    select pair.*, v.product_id, v.sku, v.currency, v.price_minor as ours, lp.observed_minor as theirs, lp.currency as their_currency,
      l.price_sync, lp.desired_minor
    from pair join variant v on v.organization_id = argosy.tenant() and v.id = pair.variant_id and v.deleted_at is null
    join listing l on l.organization_id = argosy.tenant() and l.id = pair.listing_id
    join listing_price lp on lp.organization_id = argosy.tenant() and lp.listing_id = pair.listing_id and lp.site = ''
    where lp.observed_minor is not null and lp.currency = v.currency and v.price_minor is distinct from lp.observed_minor
      and (lp.override_minor is null or lp.override_minor <> lp.observed_minor)
  )
  insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, listing_id, product_id, variant_id, title, before, after)
  select argosy.tenant(), $1, $3, 'variant', case when $3 = 'conflict' then ${RANK.conflict} else ${RANK.update} end, d.product_listing_id, d.listing_id,
    d.product_id, d.variant_id, d.sku, jsonb_build_object('priceMinor', d.ours::text, 'currency', d.currency),
    jsonb_build_object('priceMinor', d.theirs::text, 'currency', d.their_currency)
  from differing d
  where case $3 when 'update_there' then d.price_sync and d.ours is not null and d.desired_minor is distinct from d.ours
                when 'conflict' then d.ours is not null and not exists (select 1 from conflict c where c.organization_id = argosy.tenant() and c.connection_id = $2
                  and c.listing_id = d.listing_id and c.field = 'price')
                else true end
  order by d.listing_id`;

const BARCODE = `
  with ${PAIRS}
  insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, listing_id, product_id, variant_id, title, before, after)
  select argosy.tenant(), $1, $3, 'variant', case when $3 = 'conflict' then ${RANK.conflict} else ${RANK.update} end, pair.product_listing_id, l.id,
    v.product_id, v.id, v.sku, jsonb_build_object('barcode', v.barcode), jsonb_build_object('barcode', l.barcode)
  from pair join variant v on v.organization_id = argosy.tenant() and v.id = pair.variant_id and v.deleted_at is null
  join listing l on l.organization_id = argosy.tenant() and l.id = pair.listing_id
  where l.barcode is not null and l.barcode is distinct from v.barcode
    and ($3 <> 'conflict' or (v.barcode is not null and not exists (select 1 from conflict c where c.organization_id = argosy.tenant()
      and c.connection_id = $2 and c.listing_id = l.id and c.field = 'barcode')))
  order by l.id`;

const TITLE = `
  with ${PAIRS}
  insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, product_id, title, before, after)
  select argosy.tenant(), $1, $3, 'product', case when $3 = 'conflict' then ${RANK.conflict} else ${RANK.update} end, p.id, o.id, o.title,
    jsonb_build_object('title', o.title), jsonb_build_object('title', p.title)
  from (select pair.product_listing_id, (array_agg(v.product_id))[1] as product_id from pair
          join variant v on v.organization_id = argosy.tenant() and v.id = pair.variant_id and v.deleted_at is null
        group by 1 having count(distinct v.product_id) = 1) as one
  join product_listing p on p.organization_id = argosy.tenant() and p.id = one.product_listing_id
  join product o on o.organization_id = argosy.tenant() and o.id = one.product_id
  where btrim(p.title) <> '' and left(btrim(p.title), 500) <> o.title
    and case $3 when 'update_there' then p.content_sync and p.due_at is null
                when 'conflict' then not exists (select 1 from conflict c where c.organization_id = argosy.tenant() and c.connection_id = $2
                  and c.product_listing_id = p.id and c.field = 'title')
                else true end
  order by p.id`;

/** Where linked items differ, settled by who wins: taken here, sent there, or asked. */
export async function planDifferences(
  tx: Tx,
  target: PlanTarget,
  policy: { readonly content: Policy; readonly price: Policy },
): Promise<void> {
  const params = (who: Policy) => [target.runId, target.connectionId, ACTIONS[who]];
  await tx.run(PRICE, params(policy.price));
  if (policy.content !== "hub") await tx.run(BARCODE, params(policy.content));
  await tx.run(TITLE, params(policy.content));
}

// Before the first sync nobody knows which side changed last: what the channel shows counts as the newest.
const ACTIONS: Readonly<Record<Policy, "update_here" | "update_there" | "conflict">> = {
  hub: "update_there",
  channel: "update_here",
  newest: "update_here",
  ask: "conflict",
};
