/** What a store gets of itself: products and variants of ours it may have and lacks, and our tree of categories. */

import type { Json } from "../../commerce/product.ts";
import { SELLING } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { SELECTED, selectionParameters } from "../stores/selection.ts";
import { type ProductSelection, readSettings, type StoreSettings } from "../stores/settings.ts";
import { firstSent, moreFields, sentAgain } from "../sync-state/content.ts";

type Publish = StoreSettings["publish"];

/** A store whose catalog is known, so that what it lacks is. */
export interface PublishingStore {
  readonly id: string;
  readonly publish: Publish;
  readonly select: ProductSelection;
}

// What an inactive store misses is marked when it works again.
const STORES = `
  select id, settings
  from connection
  where organization_id = argosy.tenant() and kind = 'commerce' and deleted_at is null
    and state in ${SELLING} and catalogue_read_at is not null and not awaits_plan
    and settings ? 'publish'
  order by id`;

async function publishingStores(tx: Tx, is: (publish: Publish) => boolean): Promise<PublishingStore[]> {
  const rows = await tx.rows<{ id: string; settings: Readonly<Record<string, Json>> }>(STORES);
  return rows.flatMap(({ id, settings }) => {
    const { publish, listings } = readSettings(settings);
    return is(publish) ? [{ id, publish, select: listings.select }] : [];
  });
}

/**
 * Products of ours, of those named, that the store `$2` may have and does not have: nothing there stands for them, was
 * deleted there, or has one of their SKUs and waits to be linked. `from`: the selection's parameters.
 */
const LACKING = (from: number) => `p.deleted_at is null and p.active and ${SELECTED(from)}
  and exists (select 1 from variant v
    where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null and v.active)
  and not exists (select 1 from product_listing o
    where o.organization_id = p.organization_id and o.product_id = p.id and o.connection_id = $2)
  and not exists (select 1 from variant v
    join listing l on l.organization_id = v.organization_id and l.connection_id = $2
      and (l.variant_id = v.id or l.sku_key = v.sku_key and l.gone_at is null)
    where v.organization_id = p.organization_id and v.product_id = p.id and v.deleted_at is null)`;

// A variant that was on the channel and is no longer was deleted there.
const LACKS_VARIANT = `exists (select 1 from variant v
    where v.organization_id = o.organization_id and v.product_id = o.product_id and v.deleted_at is null and v.active
  and not exists (select 1 from listing l
    where l.organization_id = v.organization_id and l.connection_id = o.connection_id
    and (l.variant_id = v.id or l.sku_key = v.sku_key and l.gone_at is null)))`;

/** Products whose content is not steered there get their new variants, and nothing else of theirs is touched. */
export const VARIANTS_ONLY = "variants";

/** Puts products and variants on the way to every store that is to have them of itself; answers those stores. */
export async function publishProducts(tx: Tx, productIds: readonly string[], at: Date): Promise<string[]> {
  if (productIds.length === 0) return [];
  const stores = await publishingStores(tx, ({ products }) => products === "automatic");
  const due: string[] = [];
  for (const store of stores) if (await publishTo(tx, store, { productIds, at })) due.push(store.id);
  return due;
}

/** Puts products of ours, and variants of them, on the way to one store; answers their product listings. */
async function publishTo(
  tx: Tx,
  { id, select }: Pick<PublishingStore, "id" | "select">,
  what: { readonly productIds: readonly string[]; readonly at: Date },
): Promise<number> {
  const made = await tx.run(
    `${firstSent({ connection: "$2", product: "p.id", title: "p.title", at: "$3" })} from product p
     where p.organization_id = argosy.tenant() and p.id = any($1::uuid[]) and ${LACKING(4)} order by p.id`,
    [what.productIds, id, what.at, ...selectionParameters(select)],
  );
  const grown = await tx.run(
    `update product_listing o
     set ${moreFields("o", `'{${VARIANTS_ONLY}}'`)}, ${sentAgain("o", "least(o.due_at, $3)")}
     from product p
     where o.organization_id = argosy.tenant() and o.connection_id = $2 and o.product_id = any($1::uuid[])
       and not o.content_sync and o.gone_at is null and o.ext_key is not null
       and p.organization_id = o.organization_id and p.id = o.product_id and p.deleted_at is null and p.active
       and ${SELECTED(4)} and ${LACKS_VARIANT}`,
    [what.productIds, id, what.at, ...selectionParameters(select)],
  );
  return made + grown;
}

/** Puts categories, and what is left of deleted ones, on the way to every store that is to have our tree; answers those stores. */
export async function publishCategories(tx: Tx, categoryIds: readonly string[], at: Date): Promise<string[]> {
  if (categoryIds.length === 0) return [];
  // Deleted here before the channel had them: nothing is left to be said.
  await tx.run(
    `delete from record_push r
     where r.organization_id = argosy.tenant() and r.kind = 'category' and r.subject_id = any($1::uuid[])
       and r.ext_keys = '{}'
       and not exists (select 1 from category c where c.organization_id = r.organization_id and c.id = r.subject_id)`,
    [categoryIds],
  );
  const gone = await tx.rows<{ connection_id: string }>(
    `update record_push
     set due_at = $2
     where organization_id = argosy.tenant() and kind = 'category' and subject_id = any($1::uuid[])
       and ext_keys <> '{}' and state = 'waiting' returning connection_id`,
    [categoryIds, at],
  );
  const due = new Set(gone.map((row) => row.connection_id));
  const stores = await publishingStores(tx, ({ categories }) => categories);
  for (const { id, select } of stores)
    if (await publishCategoriesTo(tx, { id, select }, { categoryIds, at })) due.add(id);
  return [...due];
}

/** Puts categories that the store may have on the way there; all of them when none is named. Answers how many. */
export function publishCategoriesTo(
  tx: Tx,
  { id, select }: Pick<PublishingStore, "id" | "select">,
  what: { readonly categoryIds: readonly string[] | null; readonly at: Date },
): Promise<number> {
  return tx.run(
    `insert into record_push as p (organization_id, connection_id, kind, subject_id, title, due_at)
     select argosy.tenant(), $2, 'category', c.id, c.name, $3 from category c
     where c.organization_id = argosy.tenant() and ($1::uuid[] is null or c.id = any($1::uuid[]))
       and (cardinality($4::uuid[]) = 0 or c.id in (
       with recursive chosen as (
         select k.id from category k where k.organization_id = argosy.tenant() and k.id = any($4::uuid[])
         union select k.id
         from category k
         join chosen on k.parent_id = chosen.id
         where k.organization_id = argosy.tenant())
       select id from chosen)) order by c.id
     on conflict (organization_id, connection_id, kind, subject_id)
       do update set title = excluded.title, ext_keys = '{}',
       seq = p.seq + 1, due_at = excluded.due_at, attempts = 0, state = 'waiting', error = null`,
    [what.categoryIds, id, what.at, select.categoryIds],
  );
}
