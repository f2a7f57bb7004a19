import { createHash } from "node:crypto";
import type { ChannelProduct, Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import type { Products, PutProduct } from "../kit/ports.ts";
import { answeredObject, field, filter, JOIN, PAGE_SIZE, readList } from "./pages.ts";
import { productBody } from "./product-body.ts";
import { productCode, readProduct, toChannelProduct, variantKey } from "./product-mapping.ts";
import { changedSweep, fullSweep } from "./product-sweeps.ts";
import type { Product } from "./schemas.ts";

export const products: Products = {
  sweeps: [changedSweep, fullSweep],
  async get(key, ctx) {
    const raw = await fetchProduct(key, ctx);
    return raw === null ? null : toChannelProduct(raw, ctx);
  },
  bySku,
  put: putProduct,
};

/** The raw product with variants; null when EasyOrders does not know it. */
export async function fetchProduct(key: string, ctx: Context): Promise<Json | null> {
  try {
    const url = `/products/${encodeURIComponent(key)}`;
    const { body } = await ctx.http.json({ method: "GET", url, query: [JOIN], operation: "products.get" });
    return answeredObject(JSON.stringify(body)) ?? body;
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return null;
    throw error;
  }
}

/** Raw products by id in as few calls as possible; ids EasyOrders does not know are left out. */
export async function fetchProducts(ids: readonly string[], ctx: Context): Promise<Map<string, Product>> {
  const found = new Map<string, Product>();
  if (ids.length > 1) {
    for (const raw of await listWhere("id", ids, ctx)) {
      const product = readProduct(raw, ctx);
      if (ids.includes(product.id)) found.set(product.id, product);
    }
  }
  for (const id of ids.filter((candidate) => !found.has(candidate))) {
    const raw = await fetchProduct(id, ctx);
    if (raw !== null) found.set(id, readProduct(raw, ctx));
  }
  return found;
}

/**
 * Products whose own SKU or stock code is one of `skus`, or that hold a variant with such a code among the
 * products found. EasyOrders cannot be asked for a variant's code: those are found by the sweeps.
 */
async function bySku(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const wanted = new Set(skus.map((sku) => sku.trim()).filter((sku) => sku !== ""));
  if (wanted.size === 0) return [];
  const found = new Map<string, ChannelProduct>();
  for (const name of ["sku", "taager_code"]) {
    for (const raw of await listWhere(name, [...wanted], ctx)) {
      const product = toChannelProduct(raw, ctx);
      const codes = [productCode(readProduct(raw, ctx)), ...product.variants.map((variant) => variant.sku)];
      if (codes.some((code) => code !== undefined && wanted.has(code.trim()))) found.set(product.key, product);
    }
  }
  return [...found.values()];
}

/** `$in` takes a comma list, so a value with a comma in it is asked for alone. */
async function listWhere(name: string, values: readonly string[], ctx: Context): Promise<readonly Json[]> {
  const plain = values.filter((value) => !value.includes(","));
  const groups: ["eq" | "$in", string][] = values.filter((value) => value.includes(",")).map((value) => ["eq", value]);
  for (let at = 0; at < plain.length; at += 50) {
    const chunk = plain.slice(at, at + 50);
    groups.push([chunk.length === 1 ? "eq" : "$in", chunk.join(",")]);
  }
  const items: Json[] = [];
  for (const [operator, value] of groups) {
    const query = [filter(name, operator, value), JOIN, ["limit", String(PAGE_SIZE)] as const];
    items.push(...(await readList("/products", query, "products.list", ctx)));
  }
  return items;
}

/**
 * Creates or updates the whole product. Without a key it first looks for a product that holds one of our
 * SKUs and adopts it: POST has no idempotency key, so a repeated create must find the first one.
 */
async function putProduct(
  input: { readonly key: string | null; readonly product: ProductForChannel; readonly idempotencyKey: string },
  ctx: Context,
): Promise<PutProduct> {
  refuseUnaddressable(input.product);
  const existing = input.key === null ? await findOwn(input.product, ctx) : await mustFetch(input.key, ctx);
  const body = productBody({
    product: input.product,
    existing: existing === null ? null : readProduct(existing, ctx),
    makeId: (name) => uuidFrom(`${input.idempotencyKey}|${name}`),
  });
  const known = existing === null ? null : readProduct(existing, ctx).id;
  const response = await ctx.http.request(
    known === null
      ? { method: "POST", url: "/products", json: body, operation: "products.create" }
      : { method: "PATCH", url: `/products/${encodeURIComponent(known)}`, json: body, operation: "products.update" },
  );
  const key =
    known ?? String(field(answeredObject(response.text) ?? undefined, "id") ?? (await createdKey(input.product, ctx)));
  return result(input.product, await hideIfAsked(key, input.product, ctx), ctx);
}

async function mustFetch(key: string, ctx: Context): Promise<Json> {
  const raw = await fetchProduct(key, ctx);
  if (raw === null) {
    throw new ConnectorError({ kind: "not_found" }, "EasyOrders no longer has this product; it was deleted there.");
  }
  return raw;
}

async function findOwn(product: ProductForChannel, ctx: Context): Promise<Json | null> {
  const ours = product.variants.map((variant) => variant.sku);
  const [match] = await bySku(ours, ctx);
  return match?.raw ?? null;
}

async function createdKey(product: ProductForChannel, ctx: Context): Promise<string> {
  const raw = await findOwn(product, ctx);
  const id = field(raw ?? undefined, "id");
  if (id !== undefined) return String(id);
  throw new ConnectorError(
    { kind: "ambiguous" },
    "EasyOrders accepted the product but does not show it yet; it is looked for again before anything is repeated.",
  );
}

/** There is no documented delete or draft state; `hidden` is used only where the product shows such a field. */
async function hideIfAsked(key: string, product: ProductForChannel, ctx: Context): Promise<Json> {
  const raw = await mustFetch(key, ctx);
  const hidden = field(raw, "hidden");
  if (typeof hidden !== "boolean") {
    if (!product.active)
      ctx.log.warn("EasyOrders has no field to hide this product; it stays visible", { product: key });
    return raw;
  }
  if (hidden === !product.active) return raw;
  const url = `/products/${encodeURIComponent(key)}`;
  await ctx.http.request({ method: "PATCH", url, json: { hidden: !product.active }, operation: "products.update" });
  return mustFetch(key, ctx);
}

function result(ours: ProductForChannel, raw: Json, ctx: Context): PutProduct {
  const product = readProduct(raw, ctx);
  const channel = toChannelProduct(raw, ctx);
  const variants = ours.variants.flatMap((variant) => {
    const own = product.variants.find((candidate) => candidate.taager_code?.trim() === variant.sku);
    const isWhole = product.variants.length === 0 && ours.variants.length === 1;
    if (!own && !isWhole) return [];
    return [{ id: variant.id, key: own ? variantKey(product, own) : product.id, ext: { product: product.id } }];
  });
  return { key: product.id, variants, product: channel };
}

/** EasyOrders addresses stock by codes in the URL's path, where a slash does not survive. */
function refuseUnaddressable(product: ProductForChannel): void {
  const bad = product.variants.find((variant) => variant.sku.trim() === "" || variant.sku.includes("/"));
  if (!bad) return;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "sku" },
    `EasyOrders needs a SKU without "/" to update stock; "${bad.sku}" cannot be used. Change the SKU or do not list this product there.`,
  );
}

/** A version 4 UUID that is the same for the same wish, so that a repeated call sends the same ids. */
function uuidFrom(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4] ?? "8";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
