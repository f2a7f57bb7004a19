import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";

/** Names a variant by id or SKU, and a location by id (absent: the default location). */
export interface StockItemRef {
  readonly variantId?: string | undefined;
  readonly sku?: string | undefined;
  readonly locationId?: string | undefined;
}

export interface ItemError {
  readonly code: ProblemCode;
  readonly message: string;
  readonly field: string;
}

export type ResolvedItem =
  | { readonly ok: true; readonly variantId: string; readonly locationId: string; readonly sku: string }
  | {
      readonly ok: false;
      readonly error: ItemError;
      /** The variant, when there is one and something else stands against it. */
      readonly variantId?: string | undefined;
      readonly sku?: string | undefined;
    };

interface Found {
  n: number;
  variantId: string | null;
  sku: string | null;
  isBundle: boolean;
  locationId: string | null;
}

// By id or by SKU, each through its own index; lower() is worked out first, as row level security demands of an index.
const RESOLVE = `
  with item as materialized (
    select n, v, l, lower(sku) as key from json_to_recordset($1) as i(n int, v uuid, sku text, l uuid)
  )
  select i.n, v.id as "variantId", v.sku,
    exists (select 1 from bundle_item b
      where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id) as "isBundle",
    loc.id as "locationId"
  from item i
  left join lateral (
    select o.id, o.sku from variant o where o.organization_id = argosy.tenant() and o.id = i.v and o.deleted_at is null
    union all
    select o.id, o.sku from variant o
    where i.v is null and o.organization_id = argosy.tenant() and o.sku_key = i.key and o.deleted_at is null
  ) as v on true
  left join location loc on loc.organization_id = argosy.tenant() and loc.active
    and (loc.id = i.l or (i.l is null and loc.is_default))
  order by i.n`;

/** Finds what a list of stock changes speaks of; what is wrong with one item is said about that item. */
export async function resolveStockItems(tx: Tx, items: readonly StockItemRef[]): Promise<ResolvedItem[]> {
  const rows = items.map((item, n) => ({
    n,
    v: item.variantId ?? null,
    sku: item.sku ?? null,
    l: item.locationId ?? null,
  }));
  const found = await tx.rows<Found>(RESOLVE, [jsonRows(rows)]);
  const byIndex = new Map(found.map((row) => [row.n, row]));
  return items.map((item, n) => resolved(item, byIndex.get(n)));
}

function resolved(item: StockItemRef, row: Found | undefined): ResolvedItem {
  const refuse = (code: ProblemCode, message: string, field: string): ResolvedItem => ({
    ok: false,
    error: { code, message, field },
    variantId: row?.variantId ?? undefined,
    sku: row?.sku ?? undefined,
  });
  if (!row?.variantId || row.sku === null) {
    const name = item.variantId ?? item.sku;
    const message = name ? `There is no variant "${name}".` : "A variant id or a SKU is needed.";
    return refuse("INVENTORY_VARIANT_UNKNOWN", message, item.variantId ? "variantId" : "sku");
  }
  if (row.isBundle)
    return refuse(
      "INVENTORY_IS_BUNDLE",
      `${row.sku} is a bundle: its stock follows from its components.`,
      item.variantId ? "variantId" : "sku",
    );
  if (!row.locationId) return refuse("INVENTORY_LOCATION_UNKNOWN", "There is no such active location.", "locationId");
  return { ok: true, variantId: row.variantId, locationId: row.locationId, sku: row.sku };
}
