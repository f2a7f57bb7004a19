/** Reading products whole: the catalog's rows, the numbers of every location, and the names of brands. */
import type { ChannelLevel, ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { allRows, asTree, isId, PER_PAGE, rowsOf, storeCall } from "./client.ts";
import { isCounted, mapProduct } from "./product-mapping.ts";
import { levelRowSchema, productSchema } from "./schemas.ts";
import { factsOf } from "./shop.ts";

/** Without `options`: asking for those caps a page at ten products; variants name their option values themselves. */
export const INCLUDE = ["include", "variants,images"] as const;

/** Rows of an inventory page, the published most. */
const LEVELS_PER_PAGE = 1000;

/** The number we write is the one we read: units on hand at a location, before any safety stock. */
export async function readLevels(
  filter: "product_id:in" | "variant_id:in",
  ids: readonly string[],
  ctx: Context,
): Promise<ReadonlyMap<string, readonly ChannelLevel[]>> {
  const found = new Map<string, readonly ChannelLevel[]>();
  if (ids.length === 0) return found;
  const query = [[filter, ids.join(",")]] as const;
  const rows = await allRows(ctx, { path: "v3/inventory/items", query, operation: "stock.read" }, LEVELS_PER_PAGE);
  for (const row of rows) {
    const { identity, locations } = parseResponse(levelRowSchema, row, { ctx, what: "inventory item" });
    found.set(
      identity.variant_id,
      locations.map((one) => ({ location: one.location_id, available: one.total_inventory_onhand })),
    );
  }
  return found;
}

async function brandNames(ids: readonly string[], ctx: Context): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const part of chunks([...new Set(ids)], PER_PAGE)) {
    const query = [["id:in", part.join(",")]] as const;
    for (const row of await allRows(ctx, { path: "v3/catalog/brands", query, operation: "products.brands" })) {
      const { id, name } = asTree(row);
      if (id !== undefined && typeof name === "string") names.set(String(id), name);
    }
  }
  return names;
}

/** Products of the catalog's rows, with levels and brands fetched for all of them together. */
export async function readProducts(rows: readonly Json[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const parsed = rows.map((raw) => ({ raw, product: parseResponse(productSchema, raw, { ctx, what: "product" }) }));
  const counted = parsed.filter(({ product }) => isCounted(product)).map(({ product }) => product.id);
  const levels = await readLevels("product_id:in", counted, ctx);
  const brands = await brandNames(
    parsed.flatMap(({ product }) => product.brand_id ?? []),
    ctx,
  );
  const facts = factsOf(ctx.connection);
  return parsed.map(({ product, raw }) =>
    mapProduct({ product, raw, levels, brand: brands.get(product.brand_id ?? ""), facts }),
  );
}

/** Products by their ids; those that are gone are left out. */
export async function productsById(ids: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const found: ChannelProduct[] = [];
  for (const part of chunks(ids.filter(isId), PER_PAGE)) {
    const query = [["id:in", part.join(",")], INCLUDE, ["limit", String(PER_PAGE)]] as const;
    const { body } = await storeCall(ctx, { path: "v3/catalog/products", query, operation: "products.get" });
    found.push(...(await readProducts(rowsOf(body, ctx, "products"), ctx)));
  }
  return found;
}

/** Product ids that have an item of exactly this SKU; the catalog's own search is asked one by one. */
export async function productIdsOfSku(sku: string, ctx: Context): Promise<readonly string[]> {
  const query = [["sku", sku]] as const;
  const rows = await allRows(ctx, { path: "v3/catalog/variants", query, operation: "products.by_sku" });
  const hits = rows.map(asTree).filter((row) => String(row["sku"] ?? "").toLowerCase() === sku.toLowerCase());
  return [...new Set(hits.map((row) => String(row["product_id"] ?? "")))].filter(isId);
}
