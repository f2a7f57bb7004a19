/** The part of the catalog a chunk of a file speaks of, loaded in a fixed number of statements. */

import { isUuid } from "../../commerce/ids.ts";
import type { Tx } from "../../db/database.ts";
import { categoryIndex } from "../catalog/category-paths.ts";
import { storedOptions } from "../catalog/option-values.ts";
import { type StoredProduct, type StoredVariant, storedProducts } from "../catalog/stored.ts";
import { jsonRows } from "../json-column.ts";
import { awaitedVariants } from "../listings/awaited-numbers.ts";
import type { Draft } from "./draft.ts";

/** A variant of the catalog, with what rows are matched by. */
export interface ExistingVariant extends StoredVariant {
  readonly product_title: string;
  readonly position: number;
}

export interface World {
  readonly currency: string;
  /** By SKU in lower case. */
  readonly variants: ReadonlyMap<string, ExistingVariant>;
  readonly products: ReadonlyMap<string, StoredProduct>;
  /** What variants these products have with which options, where rows name options. */
  readonly options: Awaited<ReturnType<typeof storedOptions>>;
  /** Products of earlier rows of this file, by the group's key. */
  readonly met: ReadonlyMap<string, Met>;
  /** Products by their own SKU in lower case. */
  readonly bySku: ReadonlyMap<string, string>;
  /** Rows whose SKU stands in an earlier row, and which. */
  readonly repeats: ReadonlyMap<number, number>;
  readonly categories: Map<string, string>;
  /** Active locations by code in lower case, the default one also under "". */
  readonly locations: ReadonlyMap<string, string>;
  /** Units on hand by "variant|location". */
  readonly onHand: ReadonlyMap<string, number>;
  /** Variants whose first number channels wait for. */
  readonly awaited: ReadonlySet<string>;
}

/** What is known of a group's product from earlier rows: its id (none in a check), or its own row that waits for variants. */
export interface Met {
  readonly productId: string | null;
  readonly draft: Draft | null;
}

export interface Phase {
  readonly importId: string;
  readonly phase: "check" | "apply";
}

/** Rows of one product that follow each other. */
export interface Group {
  /** What makes them one; null for a row by itself. */
  readonly key: string | null;
  readonly drafts: Draft[];
}

export async function loadWorld(tx: Tx, groups: readonly Group[], phase: Phase): Promise<World> {
  const drafts = groups.flatMap((group) => group.drafts);
  const repeats = await claimSkus(tx, drafts, phase);
  const met = await metProducts(tx, groups, phase);
  const variants = await storedVariants(tx, drafts);
  const bySku = await productsBySku(tx, drafts);
  const ids = [
    ...[...variants.values()].map((variant) => variant.product_id),
    ...[...met.values()].flatMap(({ productId }) => productId ?? []),
    ...bySku.values(),
    ...drafts.flatMap(({ handle }) => (handle !== undefined && isUuid(handle) ? [handle] : [])),
  ];
  const products = await storedProducts(tx, [...new Set(ids)]);
  const hasOptions = drafts.some(({ options }) => options.length > 0);
  const currency = await currencyHere(tx);
  const hasStock = drafts.some((draft) => draft.stock.length > 0);
  return {
    currency,
    variants,
    products: new Map(products.map((product) => [product.id, product])),
    options: hasOptions ? await storedOptions(tx, ids) : new Map(),
    met,
    bySku,
    repeats,
    categories: drafts.some((draft) => draft.categories) ? await categoryIndex(tx) : new Map(),
    locations: hasStock ? await locationsByCode(tx) : new Map(),
    ...(hasStock ? await stockOf(tx, [...variants.values()]) : { onHand: new Map(), awaited: new Set() }),
  };
}

/** Notes the SKUs as met; answers the rows whose SKU was met before, in this chunk or an earlier one. */
async function claimSkus(tx: Tx, drafts: readonly Draft[], phase: Phase): Promise<Map<number, number>> {
  const rows = drafts.flatMap(({ row, sku }) => (sku === undefined ? [] : [{ row, sku }]));
  if (rows.length === 0) return new Map();
  const taken = await tx.rows<{ row: number; first: number }>(
    `with given as materialized (select row, lower(sku) as key
       from jsonb_to_recordset($1::jsonb) as g(row int, sku text)),
     earliest as (select key, min(row) as row from given group by key),
     claimed as (
       insert into catalog_import_key (organization_id, import_id, phase, kind, key, row)
       select argosy.tenant(), $2, $3, 'sku', key, row from earliest order by key
       on conflict (organization_id, import_id, phase, kind, key)
         do update set row = least(catalog_import_key.row, excluded.row)
       returning key, row)
     select g.row, c.row as first from given g join claimed c using (key) where c.row <> g.row`,
    [jsonRows(rows), phase.importId, phase.phase],
  );
  return new Map(taken.map(({ row, first }) => [row, first]));
}

async function metProducts(tx: Tx, groups: readonly Group[], phase: Phase): Promise<Map<string, Met>> {
  const rows = await tx.rows<Met & { key: string }>(
    `select key, product_id as "productId", draft from catalog_import_key
     where organization_id = argosy.tenant() and import_id = $1 and phase = $2 and kind = 'product' and key = any($3)`,
    [phase.importId, phase.phase, groups.flatMap(({ key }) => key ?? [])],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** Notes which product a group's rows belong to, for rows that come later. */
export async function noteMet(
  tx: Tx,
  met: readonly (Met & { readonly key: string; readonly row: number })[],
  phase: Phase,
): Promise<void> {
  if (met.length === 0) return;
  const unique = [...new Map(met.map((each) => [each.key, each])).values()];
  await tx.run(
    `insert into catalog_import_key (organization_id, import_id, phase, kind, key, row, product_id, draft)
     select argosy.tenant(), $2, $3, 'product', key, row, "productId", nullif(draft, 'null')
     from jsonb_to_recordset($1::jsonb)
       as m(key text, row int, "productId" uuid, draft jsonb)
     on conflict (organization_id, import_id, phase, kind, key) do update
       set product_id = coalesce(excluded.product_id, catalog_import_key.product_id), draft = excluded.draft`,
    [jsonRows(unique), phase.importId, phase.phase],
  );
}

async function storedVariants(tx: Tx, drafts: readonly Draft[]): Promise<Map<string, ExistingVariant>> {
  const skus = [...new Set(drafts.flatMap(({ sku }) => sku ?? []))];
  const rows = await tx.rows<ExistingVariant & { given: string }>(
    `with wanted as materialized (select s as given, lower(s) as key from unnest($1::text[]) as s)
     select w.given, v.id, v.product_id, p.title as product_title, v.sku, v.barcode, v.title, v.options, v.position,
       v.currency, v.price_minor, v.compare_at_minor, v.cost_minor, v.weight_grams, v.dimensions, v.active,
       v.counted as stock_counted, v.attributes
     from wanted w join variant v on v.organization_id = argosy.tenant() and v.sku_key = w.key and v.deleted_at is null
     join product p on p.organization_id = v.organization_id and p.id = v.product_id`,
    [skus],
  );
  return new Map(rows.map((row) => [row.given.toLowerCase(), row]));
}

async function productsBySku(tx: Tx, drafts: readonly Draft[]): Promise<Map<string, string>> {
  const skus = drafts.flatMap((draft) => [
    ...(draft.parentSku === undefined ? [] : [draft.parentSku]),
    ...(draft.kind === "product" && draft.sku !== undefined ? [draft.sku] : []),
  ]);
  if (skus.length === 0) return new Map();
  const rows = await tx.rows<{ given: string; id: string }>(
    `with wanted as materialized (select distinct s as given, lower(s) as key from unnest($1::text[]) as s)
     select distinct on (w.given) w.given, p.id from wanted w
     join product p on p.organization_id = argosy.tenant() and p.sku_key = w.key and p.deleted_at is null
     order by w.given, p.id`,
    [skus],
  );
  return new Map(rows.map((row) => [row.given.toLowerCase(), row.id]));
}

async function locationsByCode(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.rows<{ id: string; code: string; is_default: boolean }>(
    "select id, code, is_default from location where organization_id = argosy.tenant() and active",
  );
  const byCode = new Map(rows.map((row) => [row.code.toLowerCase(), row.id]));
  for (const row of rows) if (row.is_default) byCode.set("", row.id);
  return byCode;
}

async function stockOf(
  tx: Tx,
  variants: readonly { readonly id: string }[],
): Promise<Pick<World, "onHand" | "awaited">> {
  const ids = variants.map((variant) => variant.id);
  const rows = await tx.rows<{ variant_id: string; location_id: string; on_hand: number }>(
    `select variant_id, location_id, on_hand
     from level
     where organization_id = argosy.tenant() and variant_id = any($1)`,
    [ids],
  );
  return {
    onHand: new Map(rows.map((row) => [`${row.variant_id}|${row.location_id}`, row.on_hand])),
    awaited: await awaitedVariants(tx, ids),
  };
}

/** The organization's currency: of rows that name none and are of no variant there is. */
export async function currencyHere(tx: Tx): Promise<string> {
  const { currency } = await tx.one<{ currency: string }>(
    "select currency from organization where organization_id = argosy.tenant()",
  );
  return currency;
}
