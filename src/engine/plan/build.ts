import { type Abilities, ALL_ABILITIES } from "../../commerce/abilities.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { findMatches } from "../../hub/listings/matching.ts";
import { refusal } from "../../hub/refusals.ts";
import { SELECTED, selectionParameters } from "../../hub/stores/selection.ts";
import { readSettings, type StoreSettings } from "../../hub/stores/settings.ts";
import { planCategories } from "./categories.ts";
import { planCategoriesThere } from "./channel-categories.ts";
import { type FirstSyncPolicy, planDifferences } from "./differences.ts";
import { planExcluded } from "./excluded.ts";
import { type PlanTarget, RANK } from "./item.ts";
import { type PlanSummary, planSummary } from "./read.ts";
import { FREE, planSharedSkus } from "./shared-skus.ts";

export interface PlanInput {
  /** What the channel takes: nothing else is proposed for it. */
  readonly abilities?: Abilities | undefined;
  /** Nobody looks at the plan before it is applied, and the hub's stock was called right: its numbers are to be sent. */
  readonly sendsStock?: boolean | undefined;
  /** All products and categories of ours that the store may have and lacks are to go there. */
  readonly sendsAll?: boolean | undefined;
}

/**
 * Fills the run's plan from what was recorded of the channel and from our catalog: links with their confidence,
 * what would be created on either side, and where linked ones differ. Writes plan items only. Planning again
 * replaces what is not applied yet.
 */
export async function buildPlan(tx: Tx, target: PlanTarget, now: Date, input: PlanInput = {}): Promise<PlanSummary> {
  const { runId, connectionId } = target;
  const { abilities = ALL_ABILITIES, sendsStock = false, sendsAll = false } = input;
  // Everything here was written moments ago and has no statistics yet: believing the tables empty, the planner joins
  // them row by row (measured: 18 s for 5,000 products; with hash joins under 1 s).
  await tx.run("select set_config('enable_nestloop', 'off', true)");
  const store = await tx.maybe<{ settings: Readonly<Record<string, Json>> }>(
    "select settings from connection where organization_id = argosy.tenant() and id = $1 and deleted_at is null",
    [connectionId],
  );
  if (!store) throw refusal("STORE_NOT_FOUND");
  await tx.run("delete from plan_item where organization_id = argosy.tenant() and run_id = $1 and state <> 'done'", [
    runId,
  ]);
  await planCategories(tx, target);
  await planExcluded(tx, target);
  await planLinks(tx, target);
  await planSharedSkus(tx, target);
  await planNewProducts(tx, target);
  await planNewVariants(tx, target);
  const { select } = readSettings(store.settings).listings;
  if (abilities.putCategories) await planCategoriesThere(tx, target, select);
  if (abilities.putProducts) await planProductsThere(tx, target, select);
  // Before the differences: those of a link that stays out are no news.
  await loadChoices(tx, target);
  await planDifferences(tx, target, { policy: firstSyncPolicy(store.settings), abilities, sendsStock, now });
  await loadChoices(tx, target);
  if (sendsAll) await chooseAllThere(tx, target);
  await tx.run("select set_config('enable_nestloop', 'on', true)");
  return planSummary(tx, runId);
}

/** What was left out of an earlier plan is wanted now; what is never to be asked about stays out. */
async function chooseAllThere(tx: Tx, target: PlanTarget): Promise<void> {
  await tx.run(
    `update plan_item set chosen = true, passed_over = false
     where organization_id = argosy.tenant() and run_id = $1 and action = 'create_there' and state = 'planned'
       and not ignored`,
    [target.runId],
  );
}

/** At a first sync people are asked about content and price unless they have said who wins. */
function firstSyncPolicy(settings: Readonly<Record<string, Json>>): FirstSyncPolicy {
  const { policy } = settings;
  return typeof policy === "object" && policy !== null && !Array.isArray(policy) ? (policy as FirstSyncPolicy) : {};
}

/** What is never to be asked about again, and what was left out of the plan before, stays out. */
async function loadChoices(tx: Tx, target: PlanTarget): Promise<void> {
  await tx.run(
    `update plan_item i set ignored = true, chosen = false from plan_ignored g
     where i.organization_id = argosy.tenant() and i.run_id = $1 and i.state = 'planned'
       and g.organization_id = i.organization_id and g.connection_id = $2 and g.subject = i.subject`,
    [target.runId, target.connectionId],
  );
  await tx.run(
    `update plan_item i set passed_over = true, chosen = false from plan_item p
     where i.organization_id = argosy.tenant() and i.run_id = $1 and i.state = 'planned' and not i.ignored
       and p.organization_id = i.organization_id and p.subject = i.subject and p.action = i.action
       and p.state = 'planned' and not p.chosen
       and (p.variant_id, p.confidence) is not distinct from (i.variant_id, i.confidence)
       and p.run_id = (select r.id from run r
         where r.organization_id = i.organization_id and r.connection_id = $2 and r.kind in ('plan', 'initial_sync')
         and r.id < $1 order by r.id desc limit 1)`,
    [target.runId, target.connectionId],
  );
}

// An SKU or barcode that several items share does not tell which of them is meant.
const UNSURE = 60;

const OPTIONS_HERE = `(select nullif(string_agg(o->>'value', ' / '), '') from jsonb_array_elements(v.options) as o)`;

/** Certain links are chosen; the others wait for a person. Titles only speak for items without SKU and barcode. */
async function planLinks(tx: Tx, target: PlanTarget): Promise<void> {
  const exact = await findMatches(tx, { connectionId: target.connectionId, planned: true });
  const nameless = await tx.rows<{ id: string }>(
    `select id
     from listing
     where organization_id = argosy.tenant() and connection_id = $1 and state in ('unmapped', 'suggested')
       and gone_at is null and sku is null and barcode is null`,
    [target.connectionId],
  );
  const alike = await findMatches(tx, {
    connectionId: target.connectionId,
    listingIds: nameless.map((row) => row.id),
    titles: true,
    planned: true,
  });
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, listing_id, product_id,
       variant_id, confidence, title, before, after, chosen)
     select argosy.tenant(), $1, 'link', 'variant', ${RANK.link}, l.product_listing_id, l.id, v.product_id, v.id,
       case when m.certain then m.confidence else least(m.confidence, ${UNSURE}) end, p.title,
       jsonb_build_object('sku', l.sku, 'barcode', l.barcode, 'title', p.title,
         'options', nullif(nullif(l.title, ''), p.title)),
       jsonb_build_object('sku', v.sku, 'barcode', v.barcode, 'options', ${OPTIONS_HERE}, 'method', m.method), m.certain
     from jsonb_to_recordset($2::jsonb) as m("listingId" uuid, "variantId" uuid, method text, confidence int,
       certain boolean)
     join listing l on l.organization_id = argosy.tenant() and l.id = m."listingId"
     join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
     join variant v on v.organization_id = argosy.tenant() and v.id = m."variantId"
     where not exists (select 1 from plan_item d
       where d.organization_id = argosy.tenant() and d.run_id = $1 and d.listing_id = l.id)
     order by l.id`,
    [target.runId, jsonParameter([...exact, ...alike])],
  );
}

/** Products none of whose items is ours or will be linked. */
async function planNewProducts(tx: Tx, target: PlanTarget): Promise<void> {
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, title, after)
     select argosy.tenant(), $1, 'create_here', 'product', ${RANK.product}, p.id, p.title,
       jsonb_build_object('variants', count(*), 'skus', (array_agg(l.sku order by l.id))[1:5])
     from listing l join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
     where ${FREE} and p.product_id is null
       and not exists (select 1 from listing o where o.organization_id = l.organization_id
       and o.product_listing_id = l.product_listing_id and (o.state = 'mapped' or exists (select 1 from plan_item d
         where d.organization_id = argosy.tenant() and d.run_id = $1 and d.listing_id = o.id and d.action = 'link')))
     group by p.id, p.title order by p.id`,
    [target.runId, target.connectionId],
  );
}

/** Items unknown here whose product is known or will be through the link of a sibling. */
async function planNewVariants(tx: Tx, target: PlanTarget): Promise<void> {
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, product_listing_id, listing_id, product_id,
       title, after, chosen)
     select argosy.tenant(), $1, 'create_here', 'variant', ${RANK.variant}, p.id, l.id,
       coalesce(p.product_id, sibling.product_id), p.title,
       jsonb_build_object('sku', l.sku, 'options', nullif(l.title, '')),
       coalesce(p.product_id is not null or sibling.chosen, false)
     from listing l join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
     left join lateral (
       select v.product_id, true as chosen
       from listing o
       join variant v on v.organization_id = o.organization_id and v.id = o.variant_id
         where o.organization_id = l.organization_id and o.product_listing_id = p.id
       union all
       select d.product_id, d.chosen
       from plan_item d
       where d.organization_id = argosy.tenant() and d.run_id = $1 and d.action = 'link'
         and d.product_listing_id = p.id
       order by chosen desc limit 1) as sibling on true
     where ${FREE} and coalesce(p.product_id, sibling.product_id) is not null
       and not exists (select 1 from plan_item d where d.organization_id = argosy.tenant() and d.run_id = $1
         and d.product_listing_id = p.id and d.entity = 'product' and d.action = 'create_here')
     order by l.id`,
    [target.runId, target.connectionId],
  );
}

/** Products of ours the channel does not have and may have; off until the seller wants them there. */
async function planProductsThere(
  tx: Tx,
  target: PlanTarget,
  select: StoreSettings["listings"]["select"],
): Promise<void> {
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, rank, product_id, title, after, chosen)
     select argosy.tenant(), $1, 'create_there', 'product', ${RANK.there}, p.id, p.title,
       jsonb_build_object('variants', (select count(*) from variant v
         where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null)),
       false
     from product p where p.organization_id = argosy.tenant() and p.deleted_at is null and p.active and ${SELECTED(3)}
       and exists (select 1 from variant v
         where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null and v.active)
       and not exists (select 1 from product_listing o
         where o.organization_id = p.organization_id and o.product_id = p.id and o.connection_id = $2
         and (o.ext_key is not null or o.state not in ('failed', 'rejected')))
       and not exists (select 1 from listing l
         join variant v on v.organization_id = l.organization_id and v.id = l.variant_id
         where l.organization_id = p.organization_id and l.connection_id = $2 and v.product_id = p.id)
       and not exists (select 1 from plan_item d
         where d.organization_id = argosy.tenant() and d.run_id = $1 and d.product_id = p.id)
     order by p.id`,
    [target.runId, target.connectionId, ...selectionParameters(select)],
  );
}
