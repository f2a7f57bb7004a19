/** Reading products whole: a parent always with all its variations. */
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { allRows, asList, asRecord, factsOf, inParallel, PER_PAGE, shopCall, shopCallOrNull } from "./client.ts";
import { hasVariations, mapProduct } from "./product-mapping.ts";
import { productSchema, variationSchema } from "./schemas.ts";

export async function variationRows(parentId: string, ctx: Context): Promise<readonly Json[]> {
  return allRows(ctx, {
    path: `products/${parentId}/variations`,
    operation: "variations.list",
    query: [
      ["orderby", "id"],
      ["order", "asc"],
    ],
  });
}

/** A raw product with its raw variations. */
export function readProduct(raw: Json, rows: readonly Json[], ctx: Context): ChannelProduct {
  const product = parseResponse(productSchema, raw, { ctx, what: `product ${String(asRecord(raw)["id"] ?? "")}` });
  const variations = rows.map((row) =>
    parseResponse(variationSchema, row, { ctx, what: `variation of product ${product.id}` }),
  );
  return mapProduct({ product, variations, raw, facts: factsOf(ctx.connection) });
}

/** A raw product, its variations fetched when it has any. */
export async function loadProduct(raw: Json, ctx: Context): Promise<ChannelProduct> {
  const { id, type, variations } = asRecord(raw);
  const hasChildren = hasVariations({
    type: String(type ?? ""),
    variations: Array.isArray(variations) ? variations.map(String) : [],
  });
  return readProduct(raw, hasChildren ? await variationRows(String(id), ctx) : [], ctx);
}

export function readProducts(rows: readonly Json[], ctx: Context): Promise<readonly ChannelProduct[]> {
  return inParallel(rows, (row) => loadProduct(row, ctx));
}

/**
 * The product of an id, also when the id is one of its variations. Null when the shop does not know it or it
 * lies in the trash.
 */
export async function fetchProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  const raw = await shopCallOrNull(ctx, { path: `products/${encodeURIComponent(key)}`, operation: "products.get" });
  if (raw === null) return null;
  const { type, parent_id: parentId, status } = asRecord(raw);
  if (type === "variation") return parentId ? fetchProduct(String(parentId), ctx) : null;
  return status === "trash" ? null : loadProduct(raw, ctx);
}

/** Exact SKU matches, products whole. With a SKU filter the shop lists variations too. */
export async function bySkus(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  // A comma inside a SKU would be read as a list: such SKUs are asked for one by one.
  const plain = skus.filter((sku) => sku !== "" && !sku.includes(","));
  const requested = [...chunks(plain, 50).map((part) => part.join(",")), ...skus.filter((sku) => sku.includes(","))];
  const owners = new Map<string, Json | null>();
  for (const sku of requested) {
    const query = [
      ["sku", sku],
      ["per_page", String(PER_PAGE)],
    ] as const;
    const { body } = await shopCall(ctx, { path: "products", operation: "products.by_sku", query });
    for (const row of asList(body, ctx, "products.by_sku")) {
      const { id, type, parent_id: parentId } = asRecord(row);
      if (type !== "variation") owners.set(String(id), row);
      else if (!owners.has(String(parentId))) owners.set(String(parentId), null);
    }
  }
  const found = await inParallel([...owners], ([id, raw]) =>
    raw === null ? fetchProduct(id, ctx) : loadProduct(raw, ctx),
  );
  return found.filter((product) => product !== null);
}
