/** Where the content of linked products, and of those a chosen link will join, differs; field by field. */
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Compared, compareContent } from "../../hub/content-comparison/fields.ts";
import { contentPairs, type PlannedLink, type StoredPair } from "../../hub/content-comparison/pairs.ts";
import { jsonParameter } from "../../hub/json-column.ts";
import { type PlanAction, type PlanTarget, RANK } from "./item.ts";

const CHUNK = 250;

const LINKED = `
  select id, push_fields as "pushFields" from product_listing p
  where organization_id = argosy.tenant() and connection_id = $1 and ext_key is not null and gone_at is null
    and (product_id is not null
    or exists (select 1 from plan_item d
      where d.organization_id = p.organization_id and d.run_id = $2 and d.product_listing_id = p.id
      and d.action = 'link' and d.entity = 'variant' and d.chosen and d.state = 'planned'))
    and id > $3 order by id limit ${CHUNK}`;

// A product listing joins the product its planned links belong to, when that is one.
const LINKS = `
  select ${columns("", "productListingId productId listingId variantId")}
  from plan_item
  where organization_id = argosy.tenant() and run_id = $1 and product_listing_id = any($2) and action = 'link'
    and entity = 'variant' and chosen and state = 'planned'`;

const OPEN_CONFLICTS = `
  select coalesce(c.product_listing_id, l.product_listing_id) || '|' || c.field || coalesce(':' || c.listing_id,
    '') as key
  from conflict c
  left join listing l on l.organization_id = c.organization_id and l.id = c.listing_id
  where c.organization_id = argosy.tenant() and c.connection_id = $1 and c.state = 'open'`;

const ITEMS = `
  insert into plan_item (organization_id, run_id, action, entity, field, rank, product_listing_id, listing_id,
    product_id, variant_id, title, before, after, chosen)
  select argosy.tenant(), $1, i.action, i.entity, i.field,
    case when i.action = 'conflict' then ${RANK.conflict} else ${RANK.update} end,
    i."productListingId", i."listingId", i."productId", i."variantId", i.title, i.before, i.after, i.chosen
  from jsonb_to_recordset($2::jsonb) as i(action text, entity text, field text, "productListingId" uuid,
    "listingId" uuid, "productId" uuid, "variantId" uuid,
    title text, before jsonb, after jsonb, chosen boolean)`;

interface Linked {
  readonly id: string;
  readonly pushFields: readonly string[];
}

/**
 * Plans an item for each field that differs and that nobody has decided: `actionOf` says what is to be done about it,
 * null where nothing can be. Where nothing stands here, theirs is taken whoever wins. Nobody is asked about what a
 * second channel of one shop shows otherwise (its language): the product is known from the first.
 */
export async function planContent(
  tx: Tx,
  target: PlanTarget,
  actionOf: (field: string) => PlanAction | null,
): Promise<void> {
  const inConflict = new Set(
    (await tx.rows<{ key: string }>(OPEN_CONFLICTS, [target.connectionId])).map((row) => row.key),
  );
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const page = await tx.rows<Linked>(LINKED, [target.connectionId, target.runId, after]);
    const ids = page.map((row) => row.id);
    const pushed = new Map(page.map((row) => [row.id, row.pushFields]));
    const links = oneProductEach(await tx.rows<PlannedLink>(LINKS, [target.runId, ids]));
    const pairs = await contentPairs(tx, ids, links);
    const isNews = (pair: StoredPair, one: Compared) =>
      !one.isSame &&
      !isAgreed(pair, one) &&
      !inConflict.has(`${pair.id}|${one.key}`) &&
      !pushed.get(pair.id)?.includes(one.field);
    const items = pairs.flatMap((pair) =>
      compareContent(pair)
        .filter((one) => isNews(pair, one))
        .flatMap((one) => {
          const preferred = actionOf(one.field);
          if (pair.isTwin && preferred === "conflict") return [];
          const action = one.isEmptyHere ? "update_here" : preferred;
          return action === null ? [] : [itemOf(pair, one, action)];
        }),
    );
    await tx.run(ITEMS, [target.runId, jsonParameter(items)]);
    const last = page.at(-1);
    if (!last || page.length < CHUNK) return;
    after = last.id;
  }
}

function oneProductEach(links: readonly PlannedLink[]): PlannedLink[] {
  const byListing = Map.groupBy(links, (link) => link.productListingId);
  return [...byListing.values()].filter((some) => new Set(some.map((link) => link.productId)).size === 1).flat();
}

function isAgreed(pair: StoredPair, one: Compared): boolean {
  const base = pair.base[one.key];
  return base?.a === true && base.h === one.hubMark && base.c === one.channelMark;
}

function itemOf(pair: StoredPair, one: Compared, action: PlanAction) {
  return {
    action,
    entity: one.variant === null ? "product" : "variant",
    field: one.field,
    productListingId: pair.id,
    listingId: one.variant?.listingId ?? null,
    productId: pair.productId,
    variantId: one.variant?.variantId ?? null,
    title: one.variant?.sku ?? pair.title,
    before: { [one.field]: one.hub },
    after: { [one.field]: one.channel },
    // Where content is not synced, a person has to select it.
    chosen: action !== "update_there" || pair.contentSync,
  };
}
