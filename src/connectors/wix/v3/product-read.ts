/** Reading products of Catalog V3 whole: queries never tell variants, and stock stands elsewhere. */

import type { ChannelProduct, Json } from "../../../commerce/product.ts";
import type { Context } from "../../kit/contract/contract.ts";
import { isKind } from "../../kit/contract/errors.ts";
import { parseResponse } from "../../kit/parse/parse.ts";
import { allRows, asText, asTree, isGuid, nextCursor, PER_BULK, rowsOf, wixCallOrNull, wixQuery } from "../client.ts";
import { readingEach } from "../product-calls.ts";
import { inventorySchema, productSchema, variantSchema, type WixInventory } from "../schemas.ts";
import { readsMerchantData } from "../shop.ts";
import { type List, type Page, type PagePosition, queryOf } from "../sweeps.ts";
import { mapProduct } from "./product-mapping.ts";

const FIELDS = [
  "CURRENCY",
  "URL",
  "PLAIN_DESCRIPTION",
  "MEDIA_ITEMS_INFO",
  "DIRECT_CATEGORIES_INFO",
  "WEIGHT_MEASUREMENT_UNIT_INFO",
] as const;

const merchantFields = ({ connection }: Context) => (readsMerchantData(connection) ? ["MERCHANT_DATA"] : []);

/** The product as GET tells it, variants and costs included; null when there is none. */
export async function fetchRaw(key: string, ctx: Context): Promise<Json> {
  if (!isGuid(key)) return null;
  const fields = [...FIELDS, "VARIANT_OPTION_CHOICE_NAMES", ...merchantFields(ctx)];
  const body = await wixCallOrNull(ctx, {
    path: `/stores/v3/products/${key}`,
    query: fields.map((field) => ["fields", field] as const),
    operation: "products.get",
  });
  return asTree(body)["product"] ?? null;
}

function parseProduct(raw: Json, inventory: readonly Json[], variants: readonly Json[], ctx: Context) {
  const what = `product ${asText(asTree(raw)["id"]) ?? ""}`;
  return mapProduct(
    parseResponse(productSchema, raw, { ctx, what }),
    variants.map((row) => parseResponse(variantSchema, row, { ctx, what: `a variant of ${what}` })),
    inventory.map((row) => parseResponse(inventorySchema, row, { ctx, what: `the stock of ${what}` })),
    raw,
  );
}

export function variantsIn(raw: Json): readonly Json[] {
  const variants = asTree(asTree(raw)["variantsInfo"])["variants"];
  return Array.isArray(variants) ? variants : [];
}

/** One product whole; null when there is none. */
export async function fetchProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  const raw = await fetchRaw(key, ctx);
  if (raw === null) return null;
  return parseProduct(raw, await inventoryRows({ productId: { $in: [key] } }, ctx), variantsIn(raw), ctx);
}

export const fetchProducts = readingEach(fetchProduct);

function inventoryRows(filter: Json, ctx: Context): Promise<readonly Json[]> {
  return allRows(ctx, {
    operation: "inventory.list",
    path: "/stores/v3/inventory-items/query",
    rows: "inventoryItems",
    filter,
    limit: PER_BULK,
  });
}

export async function inventoryItems(filter: Json, ctx: Context): Promise<readonly WixInventory[]> {
  const rows = await inventoryRows(filter, ctx);
  return rows.map((row) => parseResponse(inventorySchema, row, { ctx, what: "an inventory item" }));
}

function variantRows(filter: Json, ctx: Context): Promise<readonly Json[]> {
  return allRows(ctx, {
    operation: "products.variants",
    path: "/stores/v3/products/query-variants",
    rows: "variants",
    filter,
    limit: PER_BULK,
    fields: ["CURRENCY", ...merchantFields(ctx)],
  });
}

/** Products that have a variant with exactly one of these SKUs. */
export async function productIdsOfSkus(skus: readonly string[], ctx: Context): Promise<ReadonlySet<string>> {
  const requested = new Set(skus.filter((sku) => sku !== ""));
  if (requested.size === 0) return new Set();
  const rows = (await variantRows({ sku: { $in: [...requested] } }, ctx)).map(asTree);
  return new Set(
    rows.flatMap((row) => {
      const id = asText(asTree(row["productData"])["productId"]);
      return id !== undefined && requested.has(asText(row["sku"]) ?? "") ? [id] : [];
    }),
  );
}

async function page(position: PagePosition, ctx: Context): Promise<Page> {
  const ask = (sort: boolean) =>
    wixQuery(ctx, "products.list", "/stores/v3/products/query", {
      query: queryOf({ from: position.from, next: position.next?.slice(1) ?? null }, sort),
      fields: [...FIELDS],
    });
  // Some sites refuse the sort as "not declared as sortable": the walk then has no safe place before its end.
  let isSorted = position.next === null || position.next.startsWith("s");
  const body = await ask(isSorted).catch((error: unknown) => {
    if (position.next !== null || !isKind(error, "rejected")) throw error;
    isSorted = false;
    return ask(false);
  });
  const next = nextCursor(body);
  const mark = isSorted ? "s" : "u";
  return { rows: rowsOf(body, "products", ctx), next: next === null ? null : mark + next, sorted: isSorted };
}

/** Variants and stock of a page's products, in two queries for all of them. */
async function prepare(rows: readonly Json[], ctx: Context): Promise<(row: Json) => ChannelProduct> {
  const ids = rows.flatMap((row) => asText(asTree(row)["id"]) ?? []);
  const variants = Map.groupBy(await variantRows({ "productData.productId": { $in: ids } }, ctx), (row) =>
    asText(asTree(asTree(row)["productData"])["productId"]),
  );
  const inventory = Map.groupBy(await inventoryRows({ productId: { $in: ids } }, ctx), (row) =>
    asText(asTree(row)["productId"]),
  );
  // The variants' own index lags behind: a product it does not know yet is asked for itself.
  const late = new Map<string, Json>();
  for (const id of ids) if (!variants.has(id)) late.set(id, await fetchRaw(id, ctx));
  return (row) => {
    const id = asText(asTree(row)["id"]) ?? "";
    return parseProduct(row, inventory.get(id) ?? [], variants.get(id) ?? variantsIn(late.get(id) ?? null), ctx);
  };
}

export const productList: List<ChannelProduct> = { changedField: "updatedDate", page, prepare };
