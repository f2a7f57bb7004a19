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

const SELECT = `
  select l.variant_id as "variantId", v.product_id as "productId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title,
    l.location_id as "locationId", loc.name as "locationName", l.on_hand as "onHand", l.reserved, l.available,
    l.reorder_point as "reorderPoint", l.reorder_quantity as "reorderQuantity", l.counted_at as "countedAt",
    l.updated_at as "updatedAt"
  from level l
  join variant v on v.organization_id = argosy.tenant() and v.id = l.variant_id
  join product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
  where l.organization_id = argosy.tenant()`;

/** Levels in the order of variants and locations. */
export async function listLevels(tx: Tx, filter: LevelFilter): Promise<Page<Level>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["id", "id"]);
  const search = storableText(filter.search ?? "").trim();
  const rows = await tx.rows<Level>(
    `${SELECT} and v.deleted_at is null
       and ($1::uuid is null or (l.variant_id, l.location_id) > ($1::uuid, $2::uuid))
       and ($3::uuid[] is null or l.variant_id = any($3::uuid[]))
       and ($4::uuid is null or v.product_id = $4)
       and ($5::uuid is null or l.location_id = $5)
       and (not $6::boolean or l.available <= 0)
       and ($7::text is null or v.sku ilike $7::text or p.title ilike $7::text)
       ${filter.low ? "and l.is_low" : ""}
     order by l.variant_id, l.location_id limit $8`,
    [
      after?.[0] ?? null,
      after?.[1] ?? null,
      filter.variantIds ?? null,
      filter.productId ?? null,
      filter.locationId ?? null,
      filter.out ?? false,
      search ? containing(search) : null,
      limit + 1,
    ],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.variantId, row.locationId] });
}
