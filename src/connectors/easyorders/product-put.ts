import { createHash } from "node:crypto";
import type { Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { answeredObject, field } from "./pages.ts";
import { productBody } from "./product-body.ts";
import { readProduct, toChannelProduct, variantKey } from "./product-mapping.ts";
import { fetchProduct, listWhere } from "./product-read.ts";
import { productSchema } from "./schemas.ts";
import { message } from "./words.ts";

/**
 * Creates or updates the whole product. Without a key it first looks for a product that holds one of our
 * SKUs and adopts it: POST has no idempotency key, so a repeated create must find the first one.
 */
export async function putProduct(
  input: { readonly key: string | null; readonly product: ProductForChannel; readonly idempotencyKey: string },
  ctx: Context,
): Promise<PutProduct> {
  refuseUnaddressable(input.product);
  const found = input.key === null ? await findOwn(input.product, ctx) : await mustFetch(input.key, ctx);
  const existing = found === null ? null : readProduct(found, ctx);
  const json = productBody({
    product: input.product,
    existing,
    makeId: (name) => uuidFrom(`${input.idempotencyKey}|${name}`),
  });
  const response = await ctx.http.request(
    existing === null
      ? { method: "POST", url: "/products", json, operation: "products.create" }
      : { method: "PATCH", url: `/products/${encodeURIComponent(existing.id)}`, json, operation: "products.update" },
  );
  const sent = field(json, "variants");
  const answered = answeredObject(response);
  const isWhole = showsVariants(answered, Array.isArray(sent) ? sent.length : (existing?.variants.length ?? 0));
  const key = existing?.id ?? field(answered ?? undefined, "id");
  const raw = isWhole && answered ? answered : await readBack(key, input.product, ctx);
  return result(input.product, await hideIfAsked(raw, input.product, ctx), ctx);
}

/** What a write answers is not documented: it is taken as the product only when nothing is missing from it. */
function showsVariants(answered: Json | null, count: number): boolean {
  const read = productSchema.safeParse(answered);
  if (!read.success || read.data.name === undefined) return false;
  return read.data.variants.length === count && read.data.variants.every((variant) => variant.id !== undefined);
}

async function readBack(key: Json | undefined, product: ProductForChannel, ctx: Context): Promise<Json> {
  if (key !== undefined) return mustFetch(String(key), ctx);
  const own = await findOwn(product, ctx);
  if (own !== null) return own;
  throw new ConnectorError({ kind: "ambiguous" }, message("error.acceptedProductButNotShow"));
}

async function mustFetch(key: string, ctx: Context): Promise<Json> {
  const raw = await fetchProduct(key, ctx);
  if (raw !== null) return raw;
  throw new ConnectorError({ kind: "not_found" }, message("error.noLongerProductDeleted"));
}

async function findOwn(product: ProductForChannel, ctx: Context): Promise<Json | null> {
  const ours = new Set(product.variants.map((variant) => variant.sku.trim()));
  const isOurs = (raw: Json) => {
    const { sku, variants } = readProduct(raw, ctx);
    return [sku, ...variants.map((variant) => variant.taager_code)].some((code) => code && ours.has(code.trim()));
  };
  return (await listWhere("sku", [...ours], ctx)).find(isOurs) ?? null;
}

/** There is no documented delete or draft state; `hidden` is used only where the product shows such a field. */
async function hideIfAsked(raw: Json, product: ProductForChannel, ctx: Context): Promise<Json> {
  const key = String(field(raw, "id"));
  const hidden = field(raw, "hidden");
  if (typeof hidden === "boolean" && hidden === product.active) {
    const url = `/products/${encodeURIComponent(key)}`;
    await ctx.http.request({ method: "PATCH", url, json: { hidden: !product.active }, operation: "products.update" });
    return mustFetch(key, ctx);
  }
  if (typeof hidden !== "boolean" && !product.active) {
    ctx.log.warn("EasyOrders has no field to hide this product; it stays visible", { product: key });
  }
  return raw;
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
    message("error.needsSkuWithoutUpdateStock", { sku: bad.sku }),
  );
}

/** A version 4 UUID that is the same for the same desired value, so that a repeated call sends the same ids. */
function uuidFrom(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  const variant = "89ab"[Number.parseInt(hex.charAt(16), 16) % 4] ?? "8";
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
