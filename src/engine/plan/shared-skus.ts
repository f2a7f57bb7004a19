/** Items of a channel that cannot be told apart by their SKU: each becomes ours only under one made for it. */
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../../hub/json-column.ts";
import { type MadeFor, madeSkus } from "./generated-sku.ts";
import { type PlanTarget, RANK } from "./item.ts";

/** Items `l` of the store that nothing was planned for yet; $1 is the run, $2 the connection. */
export const FREE = `l.organization_id = argosy.tenant() and l.connection_id = $2
  and l.state in ('unmapped', 'suggested') and l.gone_at is null
  and not exists (select 1 from plan_item d where d.organization_id = argosy.tenant() and d.run_id = $1
    and (d.listing_id = l.id
      or (d.product_listing_id = l.product_listing_id and d.action = 'ignore' and d.entity = 'product')))`;

interface SharedRow extends MadeFor {
  readonly id: string;
  readonly productListingId: string;
  readonly productId: string | null;
  readonly title: string;
  /** Another item of the same product bears the SKU too: by their options they are different things. */
  readonly isSibling: boolean;
}

// Of several items with one SKU the first may have it, unless a variant of ours does.
const SHARED = `
  with free as materialized (
    select l.id, l.product_listing_id, l.sku, l.sku_key, l.title,
      row_number() over (partition by l.sku_key order by length(l.ext_key), l.ext_key) as nth,
      count(*) over (partition by l.product_listing_id, l.sku_key) > 1 as is_sibling
    from listing l where ${FREE} and l.sku_key is not null
  )
  select f.id, f.product_listing_id as "productListingId", p.product_id as "productId", p.title, f.sku,
    f.title as options,
    (f.is_sibling
      or exists (select 1 from listing o
        where o.organization_id = argosy.tenant() and o.product_listing_id = f.product_listing_id
      and o.sku_key = f.sku_key and o.id <> f.id)) and f.title <> '' as "isSibling"
  from free f join product_listing p on p.organization_id = argosy.tenant() and p.id = f.product_listing_id
  where f.nth > 1
    or exists (select 1 from variant v
      where v.organization_id = argosy.tenant() and v.sku_key = f.sku_key and v.deleted_at is null)
  order by f.id`;

/**
 * Offers them under a SKU made of theirs and their options. Chosen where the options say that they are different
 * things; the same SKU in two products may be one thing listed twice, which a person knows.
 */
export async function planSharedSkus(tx: Tx, target: PlanTarget): Promise<void> {
  const rows = await tx.rows<SharedRow>(SHARED, [target.runId, target.connectionId]);
  const made = await madeSkus(tx, target.connectionId, rows);
  await tx.run(
    `insert into plan_item (organization_id, run_id, action, entity, field, rank, product_listing_id, listing_id,
       product_id, title, before, after, chosen)
     select argosy.tenant(), $1, 'create_here', 'variant', 'sku', ${RANK.variant}, d."productListingId", d.id,
       d."productId", d.title, jsonb_build_object('sku', d.sku, 'options', nullif(d.options, '')),
       jsonb_build_object('sku', d.made), d."isSibling"
     from json_to_recordset($2) as d("productListingId" uuid, id uuid, "productId" uuid, title text, sku text,
       options text, made text, "isSibling" boolean)
     order by d.id`,
    [target.runId, jsonRows(rows.map((row, index) => ({ ...row, made: made[index] })))],
  );
}
