/** Levels in the order of their SKUs, those of items that never had stock among them. */
import type { Tx } from "../../db/database.ts";
import { storableText } from "../json-column.ts";
import { containing, decodeCursor, type Page } from "../paging.ts";
import { down, type Placed, sortedPage, unplaced, up } from "../sorting.ts";
import { HAS_UNDECIDED, type LevelChoice } from "./level-choice.ts";
import type { LevelRow } from "./level-schema.ts";
import { IS_LOW } from "./low-by-pace.ts";

const COLUMNS = [
  ["v.sku_key", "text"],
  ["loc.id", "uuid"],
] as const;
const SORTS = { sku: up(...COLUMNS), lastSku: down(...COLUMNS) } as const;
export type SkuSort = keyof typeof SORTS;
export const skuSorts = ["sku", "lastSku"] as const satisfies readonly SkuSort[];

// One index names the variants in order; each is looked up at each location. Without stock it stands at the default one.
const LEVELS = `v.id as "variantId", loc.id as "locationId", v.product_id as "productId", v.sku,
    concat_ws(' ', p.title, nullif(v.title, '')) as title, loc.name as "locationName",
    coalesce(l.on_hand, 0) as "onHand", coalesce(l.reserved, 0) as reserved, coalesce(l.available, 0) as available,
    l.reorder_point as "reorderPoint", l.reorder_quantity as "reorderQuantity", b.bin, l.counted_at as "countedAt",
    coalesce(l.updated_at, v.created_at) as "updatedAt"
  from argosy.variant v
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join argosy.location loc on loc.organization_id = argosy.tenant()
  left join argosy.level l on l.organization_id = argosy.tenant() and l.variant_id = v.id and l.location_id = loc.id
  left join argosy.stock_bin b
    on b.organization_id = argosy.tenant() and b.variant_id = v.id and b.location_id = loc.id
  where v.organization_id = argosy.tenant() and v.deleted_at is null
    and ($1::uuid[] is null or v.id = any($1::uuid[]))
    and ($2::uuid is null or v.product_id = $2)
    and ($3::uuid is null or loc.id = $3)
    and ($4::text is null or v.sku ilike $4::text or p.title ilike $4::text)
    and (l.variant_id is not null or (loc.is_default and loc.active
      and not coalesce((select true from argosy.level o
        where o.organization_id = argosy.tenant() and o.variant_id = v.id limit 1), false)
      and not coalesce((select true from argosy.bundle_item i
        where i.organization_id = argosy.tenant() and i.bundle_variant_id = v.id limit 1), false)))`;

export async function levelsBySku(tx: Tx, filter: LevelChoice & { readonly sort: SkuSort }): Promise<Page<LevelRow>> {
  const search = storableText(filter.search ?? "").trim();
  const params: unknown[] = [
    filter.variantIds ?? null,
    filter.productId ?? null,
    filter.locationId ?? null,
    search === "" ? null : containing(search),
  ];
  const by = sortedPage(SORTS[filter.sort], filter, params);
  const from = decodeCursor(filter.total ? undefined : filter.cursor, ["text", "id"])?.[0];
  // The place stands in two tables: said of the SKU alone as well, the index begins there.
  const near =
    from === undefined ? "" : `and v.sku_key ${filter.sort === "sku" ? ">=" : "<="} $${params.push(from)}::text`;
  const narrowed = [
    ...(filter.low ? [`and ${IS_LOW}`] : []),
    ...(filter.out ? ["and coalesce(l.available, 0) <= 0"] : []),
    ...(filter.stocked ? ["and l.on_hand > 0"] : []),
    ...(filter.undecided ? [`and ${HAS_UNDECIDED}`] : []),
  ].join(" ");
  const rows = await by.rows<Placed<LevelRow>>(
    tx,
    `select ${by.place}, ${LEVELS} ${narrowed} ${near} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}
