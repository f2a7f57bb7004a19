import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
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
    l.reorder_point as "reorderPoint", l.reorder_quantity as "reorderQuantity", l.updated_at as "updatedAt"
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
       and (not $6::boolean or (l.reorder_point is not null and l.available <= l.reorder_point))
       and (not $7::boolean or l.available <= 0)
       and ($8::text is null or v.sku ilike $8::text or p.title ilike $8::text)
     order by l.variant_id, l.location_id limit $9`,
    [
      after?.[0] ?? null,
      after?.[1] ?? null,
      filter.variantIds ?? null,
      filter.productId ?? null,
      filter.locationId ?? null,
      filter.low ?? false,
      filter.out ?? false,
      search ? containing(search) : null,
      limit + 1,
    ],
  );
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.variantId, row.locationId] });
}

/** Levels at or below their reorder point, the scarcest first. */
export async function listLowStock(tx: Tx, limit = 200): Promise<Level[]> {
  return tx.rows<Level>(
    `${SELECT} and v.deleted_at is null and l.reorder_point is not null and l.available <= l.reorder_point
     order by l.available - l.reorder_point, l.variant_id, l.location_id limit $1`,
    [limit],
  );
}

/** Sets when to order again and how many; null: never. Makes the level when there is none. Throws HubError INVENTORY_REORDER_INVALID, INVENTORY_VARIANT_UNKNOWN. */
export async function setReorder(
  tx: Tx,
  input: {
    readonly variantId: string;
    readonly locationId: string;
    readonly reorderPoint: number | null;
    readonly reorderQuantity: number | null;
    readonly now: Date;
  },
): Promise<void> {
  for (const units of [input.reorderPoint, input.reorderQuantity]) {
    if (units !== null && (!Number.isSafeInteger(units) || units < 0 || units > 1_000_000_000))
      throw new HubError(
        "INVENTORY_REORDER_INVALID",
        "validation",
        "A quantity is a whole number from 0.",
        "reorderPoint",
      );
  }
  const touched = await tx.run(
    `insert into level (organization_id, variant_id, location_id, reorder_point, reorder_quantity, updated_at)
     select argosy.tenant(), v.id, l.id, $3, $4, $5 from variant v, location l
     where v.organization_id = argosy.tenant() and v.id = $1 and v.deleted_at is null
       and l.organization_id = argosy.tenant() and l.id = $2
     on conflict (organization_id, variant_id, location_id) do update
       set reorder_point = excluded.reorder_point, reorder_quantity = excluded.reorder_quantity`,
    [input.variantId, input.locationId, input.reorderPoint, input.reorderQuantity, input.now],
  );
  if (touched === 0)
    throw new HubError("INVENTORY_VARIANT_UNKNOWN", "not_found", "There is no such variant or location.");
}
