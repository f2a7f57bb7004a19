import type { Tx } from "../../db/database.ts";
import { storableText } from "../json-column.ts";
import { containing, decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export interface Level {
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly title: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly onHand: number;
  readonly reserved: number;
  readonly available: number;
  readonly reorderPoint: number | null;
  readonly reorderQuantity: number | null;
  /** When somebody last counted what lies here. */
  readonly countedAt: Date | null;
  readonly updatedAt: Date;
}

export interface LevelFilter extends PageRequest {
  readonly variantIds?: readonly string[] | undefined;
  readonly productId?: string | undefined;
  readonly locationId?: string | undefined;
  /** At or below the reorder point. */
  readonly low?: boolean | undefined;
  /** Available is zero or less. */
  readonly out?: boolean | undefined;
  /** Part of a SKU or title. */
  readonly search?: string | undefined;
}

const WHO = `v.product_id as "productId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title`;

const stocked = (isLow: boolean) => `
  select l.variant_id as "variantId", l.location_id as "locationId", ${WHO}, loc.name as "locationName", l.on_hand as "onHand", l.reserved, l.available,
    l.reorder_point as "reorderPoint", l.reorder_quantity as "reorderQuantity", l.counted_at as "countedAt", l.updated_at as "updatedAt"
  from level l
  join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
  where l.organization_id = argosy.tenant() and v.deleted_at is null
    and ($1::uuid is null or (l.variant_id, l.location_id) > ($1::uuid, $2::uuid))
    and ($3::uuid[] is null or l.variant_id = any($3::uuid[]))
    and ($4::uuid is null or v.product_id = $4)
    and ($5::uuid is null or l.location_id = $5)
    and (not $6::boolean or l.available <= 0)
    and ($7::text is null or v.sku ilike $7::text or p.title ilike $7::text)
    ${isLow ? "and l.is_low" : ""}
  order by l.variant_id, l.location_id limit $8`;

// What never had stock has no level: it stands with none at the default location. Only as far as the page of levels
// reaches, so that a page costs what it holds.
const NEVER_STOCKED = `
  select v.id as "variantId", loc.id as "locationId", ${WHO}, loc.name as "locationName", 0 as "onHand", 0 as reserved, 0 as available,
    null::int as "reorderPoint", null::int as "reorderQuantity", null::timestamptz as "countedAt", v.created_at as "updatedAt"
  from variant v
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join location loc on loc.organization_id = argosy.tenant() and loc.is_default and loc.active
  where v.organization_id = argosy.tenant() and v.deleted_at is null
    and v.id >= $1::uuid and (v.id, loc.id) > ($1::uuid, $2::uuid) and v.id <= $6::uuid
    and ($3::uuid[] is null or v.id = any($3::uuid[]))
    and ($4::uuid is null or v.product_id = $4)
    and ($5::uuid is null or loc.id = $5)
    and ($7::text is null or v.sku ilike $7::text or p.title ilike $7::text)
    and not exists (select 1 from level l where l.organization_id = argosy.tenant() and l.variant_id = v.id)
    and not exists (select 1 from bundle_item b where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id)
  order by v.id limit $8`;

/** Levels in the order of variants and locations; items that never had stock too, unless low ones are asked for. */
export async function listLevels(tx: Tx, filter: LevelFilter): Promise<Page<Level>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["id", "id"]);
  const search = storableText(filter.search ?? "").trim();
  const isLow = filter.low ?? false;
  const asked = [filter.variantIds ?? null, filter.productId ?? null, filter.locationId ?? null];
  const words = search ? containing(search) : null;
  const [from, at] = [after?.[0] ?? null, after?.[1] ?? null];
  const levels = await tx.rows<Level>(stocked(isLow), [...[from, at, ...asked], filter.out ?? false, words, limit + 1]);
  const through = levels.length > limit ? levels.at(-1)?.variantId : undefined;
  const others = isLow
    ? []
    : await tx.rows<Level>(NEVER_STOCKED, [from ?? LEAST, at ?? LEAST, ...asked, through ?? MOST, words, limit + 1]);
  const rows = [...levels, ...others].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).slice(0, limit + 1);
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.variantId, row.locationId] });
}

const LEAST = "00000000-0000-0000-0000-000000000000";
const MOST = "ffffffff-ffff-ffff-ffff-ffffffffffff";
const keyOf = ({ variantId, locationId }: Level) => `${variantId} ${locationId}`;
