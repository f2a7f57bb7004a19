/** Variants of a channel that show one number: here they are bundles of one unit of one item, which has the stock. */
import type { Tx } from "../../db/database.ts";
import { setComponents } from "./bundles.ts";
import { createProducts, refusal } from "./create.ts";
import type { NewProduct } from "./input.ts";
import { skuOwners } from "./skus.ts";

interface Linked {
  readonly listingId: string;
  readonly variantId: string;
}

interface Group {
  readonly title: string;
  readonly sku: string;
  /** What variants of the number stand for already; several: they are told apart here. */
  readonly items: readonly string[];
  /** The items given, one for each variant. */
  readonly links: readonly Linked[];
  /** Of their variants those that have a number, a recipe or a bundle of their own. */
  readonly apart: readonly string[];
  readonly costMinor: bigint | null;
  readonly currency: string | null;
}

// A variant is told apart where somebody gave it a number, where it is a bundle of something else, or a part of one.
const GROUPS = `
  with given as materialized (
    select distinct on (l.id) l.id, w.v, l.connection_id, l.shared_stock, l.product_listing_id
    from unnest($1::uuid[], $2::uuid[]) as w(l, v)
    join listing l on l.organization_id = argosy.tenant() and l.id = w.l and l.shared_stock is not null and l.counted
    order by l.id
  ), standing as (
    select g.connection_id, g.shared_stock, argosy.stock_item_of(argosy.tenant(), o.variant_id) as item, o.variant_id
    from (select distinct connection_id, shared_stock from given) as g
    join listing o on o.organization_id = argosy.tenant() and o.connection_id = g.connection_id
      and o.shared_stock = g.shared_stock and o.state = 'mapped' and o.gone_at is null
    union
    select connection_id, shared_stock, argosy.stock_item_of(argosy.tenant(), v), v from given
  )
  select min(p.title) as title,
    coalesce(nullif(trim(min(p.snapshot->>'sku')), ''), c.code || '-' || g.shared_stock) as sku,
    array(select distinct s.item from standing s where s.connection_id = g.connection_id
      and s.shared_stock = g.shared_stock and s.item <> s.variant_id) as items,
    json_agg(json_build_object('listingId', g.id, 'variantId', g.v) order by g.id) as links,
    coalesce(array_agg(g.v) filter (where argosy.stock_item_of(argosy.tenant(), g.v) = g.v and (
      exists (select 1 from bundle_item b where b.organization_id = argosy.tenant()
        and (b.bundle_variant_id = g.v or b.component_variant_id = g.v))
      or exists (select 1 from level k where k.organization_id = argosy.tenant() and k.variant_id = g.v
        and k.on_hand <> 0)
      or exists (select 1 from movement m where m.organization_id = argosy.tenant() and m.variant_id = g.v
        and m.cause_kind not in ('order', 'return', 'reservation')))), '{}') as apart,
    case when count(distinct v.cost_minor) = 1 then min(v.cost_minor) end as "costMinor",
    trim(min(v.currency)) as currency
  from given g
  join connection c on c.organization_id = argosy.tenant() and c.id = g.connection_id
  join product_listing p on p.organization_id = argosy.tenant() and p.id = g.product_listing_id
  join variant v on v.organization_id = argosy.tenant() and v.id = g.v
  group by g.connection_id, c.code, g.shared_stock order by g.connection_id, g.shared_stock`;

/**
 * Of these links, before or after they are made, those whose number the channel shows for several variants get one item of
 * stock for all of them. Answers for each such item a listing that shows its number, to open its stock with. Variants that
 * have numbers of their own are left as they are: then nobody writes the channel's number (listings/shared-numbers.ts).
 */
export async function shareStock(tx: Tx, links: readonly Linked[], now: Date): Promise<readonly Linked[]> {
  if (links.length === 0) return [];
  const groups = await tx.rows<Group>(GROUPS, [
    links.map((link) => link.listingId),
    links.map((link) => link.variantId),
  ]);
  const opened: Linked[] = [];
  for (const group of groups) {
    const [first] = group.links;
    if (!first || group.apart.length > 0 || group.items.length > 1) continue;
    const item = group.items[0] ?? (await createItem(tx, group, now));
    for (const variantId of new Set(group.links.map((link) => link.variantId)))
      await setComponents(tx, { variantId, components: [{ variantId: item, quantity: 1 }] });
    opened.push({ listingId: first.listingId, variantId: item });
  }
  return opened;
}

/** Not for sale itself: no channel, and no register, lists it. */
async function createItem(tx: Tx, group: Group, now: Date): Promise<string> {
  const product: NewProduct = {
    title: `${group.title.slice(0, 480)} (stock)`,
    active: false,
    variants: [
      {
        sku: await freeSku(tx, `${group.sku.slice(0, 240)}-stock`),
        ...(group.currency === null ? {} : { currency: group.currency }),
        costMinor: group.costMinor,
        active: false,
      },
    ],
  };
  const [made] = await createProducts(tx, { products: [product], now, match: false, isAsSold: true });
  const variantId = made?.ok ? made.variantIds[0] : undefined;
  if (variantId !== undefined) return variantId;
  throw refusal(made && !made.ok ? made.error : undefined);
}

async function freeSku(tx: Tx, desired: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const sku = n === 1 ? desired : `${desired}-${n}`;
    if ((await skuOwners(tx, [sku])).size === 0) return sku;
  }
}
