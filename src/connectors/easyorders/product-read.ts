import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { field, filter, JOIN, objectIn, PAGE_SIZE, readList } from "./pages.ts";
import { readProduct } from "./product-mapping.ts";
import type { Product } from "./schemas.ts";

/** The raw product with variants; null when EasyOrders does not know it. */
export async function fetchProduct(key: string, ctx: Context): Promise<Json | null> {
  const url = `/products/${encodeURIComponent(key)}`;
  const reported = await nullIfNotFound(
    ctx.http.json({ method: "GET", url, query: [JOIN], operation: "products.get" }),
  );
  return reported && (objectIn(reported.body) ?? reported.body);
}

/** A product that came in a shape we cannot read; the drift has been reported. */
export const UNREADABLE = "unreadable";
export type Found = Product | typeof UNREADABLE;

/**
 * Products by id in as few calls as possible; ids EasyOrders does not know are left out. That `id` can be
 * filtered is documented syntax nobody has seen (UNVERIFIED): what the list does not bring is read one by one.
 */
export async function fetchProducts(ids: readonly string[], ctx: Context): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const add = (raw: Json) => {
    const id = String(field(raw, "id"));
    if (ids.includes(id)) found.set(id, readOrReport(raw, ctx));
  };
  if (ids.length > 1) for (const raw of await listOrNothing(ids, ctx)) add(raw);
  for (const id of ids.filter((candidate) => !found.has(candidate))) {
    const raw = await fetchProduct(id, ctx);
    if (raw !== null) found.set(id, readOrReport(raw, ctx));
  }
  return found;
}

function readOrReport(raw: Json, ctx: Context): Found {
  try {
    return readProduct(raw, ctx);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "drift") return UNREADABLE;
    throw error;
  }
}

async function listOrNothing(ids: readonly string[], ctx: Context): Promise<readonly Json[]> {
  try {
    return await listWhere("id", ids, ctx);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "rejected") return [];
    throw error;
  }
}

/** `$in` takes a comma list, so a value with a comma in it is asked for alone. */
export async function listWhere(name: string, values: readonly string[], ctx: Context): Promise<readonly Json[]> {
  const plain = values.filter((value) => !value.includes(","));
  const groups: ["eq" | "$in", string][] = values.filter((value) => value.includes(",")).map((value) => ["eq", value]);
  for (const chunk of chunks(plain, 50)) {
    groups.push([chunk.length === 1 ? "eq" : "$in", chunk.join(",")]);
  }
  const items: Json[] = [];
  for (const [operator, value] of groups) {
    const query = [filter(name, operator, value), JOIN, ["limit", String(PAGE_SIZE)] as const];
    items.push(...(await readList("/products", query, "products.list", ctx)));
  }
  return items;
}
