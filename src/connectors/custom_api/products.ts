/** Products and categories of the shop, as far as its description declares them. */
import type { ChannelProduct, Json, ProductForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Categories, Products, PutProduct } from "../kit/contract/ports.ts";
import { write } from "./client.ts";
import { find, resultOf, textIn } from "./lookups.ts";
import type { Manifest } from "./manifest.ts";
import { manifestOf } from "./settings.ts";
import { findIn, sweepsOf } from "./sweeps.ts";
import { message } from "./words.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The products port of a description; absent when it lists none. */
export function productsOf(manifest: Manifest): Products | undefined {
  const { products: read } = manifest.reads;
  if (!read) return undefined;
  const { writes, lookups } = manifest;
  const canPut = writes["product.upsert"] || (writes["product.create"] && writes["product.update"]);
  return {
    sweeps: sweepsOf("products", read, { changedMs: 10 * MINUTE_MS, fullMs: DAY_MS, alsoFull: true }),
    get: getProduct,
    ...(lookups["product.bySku"] ? { bySku } : {}),
    ...(canPut ? { put } : {}),
    ...(writes["product.delete"] ? { remove } : {}),
  };
}

/** By its id where the shop has such a call, else out of the whole list. */
export async function getProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  if (manifestOf(ctx).lookups["product.byId"]) return find("products", "product.byId", { id: key }, ctx);
  return findIn("products", ctx, (product) => product.key === key);
}

async function bySku(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const found = new Map<string, ChannelProduct>();
  for (const sku of new Set(skus)) {
    const product = await find("products", "product.bySku", { sku }, ctx);
    // A shop that searches by the beginning of a SKU answers others too.
    if (product?.variants.some((variant) => variant.sku === sku)) found.set(product.key, product);
  }
  return [...found.values()];
}

async function put(
  request: { readonly key: string | null; readonly product: ProductForChannel; readonly idempotencyKey: string },
  ctx: Context,
): Promise<PutProduct> {
  const { writes, lookups } = manifestOf(ctx);
  const skus = request.product.variants.map((variant) => variant.sku);
  const twin = request.key === null && lookups["product.bySku"] ? (await bySku(skus, ctx))[0] : undefined;
  const key = request.key ?? twin?.key ?? null;
  const name = writeName(writes, key === null ? "product.create" : "product.update");
  const operation = writes[name];
  if (!operation) throw new ConnectorError({ kind: "unsupported" }, message("error.shopDescriptionDeclaresNoWay2"));
  const input = { key, id: key, idempotencyKey: request.idempotencyKey, product: productJson(request.product) };
  const seen = await write(operation, { name: `writes.${name}`, input }, ctx);
  const result = await resultOf(operation, name, { ...seen, input: { key } }, ctx);
  const written = textIn(result, "externalId") ?? key;
  if (written === null)
    throw new ConnectorError(
      { kind: "drift", path: `writes.${name}.result` },
      message("error.shopAnswerNamesNoId2", { name }),
    );
  return answered(written, request.product, ctx);
}

const writeName = <N extends "product.create" | "product.update">(writes: Manifest["writes"], name: N) =>
  writes[name] ? name : ("product.upsert" as const);

/** Read back: what the shop shows is what was written. */
async function answered(key: string, input: ProductForChannel, ctx: Context): Promise<PutProduct> {
  const product = await getProduct(key, ctx);
  if (!product) throw new ConnectorError({ kind: "transient" }, message("error.productWrittenShopNotShow"));
  const variants = input.variants.flatMap(({ id, key: existing, sku }) => {
    const shown = product.variants.find((one) => one.key === existing || one.sku === sku);
    return shown ? [{ id, key: shown.key, ext: shown.ext }] : [];
  });
  return { key, variants, product };
}

/** The product as expressions see it: `input.product`. */
export function productJson({ variants, images, ...product }: ProductForChannel): Json {
  return JSON.parse(JSON.stringify({ ...product, images, variants })) as Json;
}

async function remove(key: string, ctx: Context): Promise<void> {
  const operation = manifestOf(ctx).writes["product.delete"];
  if (!operation) return;
  await nullIfNotFound(write(operation, { name: "writes.product.delete", input: { id: key, key } }, ctx));
}

/** The categories port of a description; absent when it lists none. */
export function categoriesOf({ reads, writes }: Manifest): Categories | undefined {
  const { categories: read } = reads;
  if (!read) return undefined;
  const [sweep] = sweepsOf(
    "categories",
    { ...read, cursor: undefined },
    { changedMs: DAY_MS, fullMs: DAY_MS, alsoFull: false },
  );
  if (!sweep) return undefined;
  return {
    sweep,
    ...(writes["category.upsert"] ? { put: putCategory } : {}),
    ...(writes["category.delete"] ? { remove: removeCategory } : {}),
  };
}

async function removeCategory(key: string, ctx: Context): Promise<void> {
  const operation = manifestOf(ctx).writes["category.delete"];
  if (!operation) return;
  await nullIfNotFound(write(operation, { name: "writes.category.delete", input: { id: key, key } }, ctx));
}

type Input = Parameters<NonNullable<Categories["put"]>>[0];

async function putCategory({ key, name, parentKey }: Input, ctx: Context): Promise<string> {
  const operation = manifestOf(ctx).writes["category.upsert"];
  if (!operation) throw new ConnectorError({ kind: "unsupported" }, message("error.shopDescriptionDeclaresNoWay3"));
  const twin =
    key === null ? await findIn("categories", ctx, (one) => one.name === name && one.parentKey === parentKey) : null;
  if (twin) return twin.key;
  const input = { key, id: key, name, parentId: parentKey ?? null };
  const seen = await write(operation, { name: "writes.category.upsert", input }, ctx);
  const result = await resultOf(operation, "category.upsert", { ...seen, input: { key } }, ctx);
  const written = textIn(result, "externalId") ?? key;
  if (key !== null && written !== key)
    throw new ConnectorError(
      { kind: "drift", path: "writes.category.upsert.request" },
      message("error.shopMadeCategoryWhereChanged", { made: String(written), wanted: key }),
    );
  if (written !== null) return written;
  throw new ConnectorError(
    { kind: "drift", path: "writes.category.upsert.result" },
    message("error.shopAnswerNamesNoId3"),
  );
}
