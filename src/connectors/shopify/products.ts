/** Products: changed and full sweeps, single reads, exact SKU look-up, and whole-product pushes by productSet. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { allNodes, connection } from "../kit/graphql/pages.ts";
import { userErrors, userErrorText } from "../kit/graphql/refusals.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { anyJson, idText, optionalText } from "../kit/parse/parse.ts";
import { allProducts } from "./bulk.ts";
import { graphql, refuseUserErrors } from "./graphql.ts";
import { gid, numberOf, searchText } from "./ids.ts";
import { handleFrom, productSetInput } from "./product-mapping.ts";
import { getProduct, productsPage, readListed } from "./product-read.ts";
import * as q from "./queries.ts";
import { changedSweep } from "./sweeps.ts";
import { message } from "./words.ts";

/** Exact SKUs asked for in one search. */
const SKUS_PER_SEARCH = 20;

const changedProducts = changedSweep<ChannelProduct>({
  id: "products",
  everyMs: 15 * 60_000,
  page: ({ query, after }, ctx) => productsPage(ctx, { query, after, sort: "UPDATED_AT" }),
  item: readListed,
});

export const products: Products = {
  sweeps: [changedProducts, allProducts],
  get: getProduct,
  bySku: productsBySku,
  put: putProduct,
  remove: removeProduct,
};

/** Products holding exactly these SKUs. Shopify's search is tokenised and case-insensitive, so hits are compared. */
async function productsBySku(skus: readonly string[], ctx: Context): Promise<readonly ChannelProduct[]> {
  const requested = new Set(skus.filter((sku) => sku !== ""));
  const keys = new Set<string>();
  for (const some of chunks([...requested], SKUS_PER_SEARCH)) {
    const query = some.map((sku) => `sku:${searchText(sku)}`).join(" OR ");
    for (const hit of await searchVariants(query, ctx))
      if (hit.sku && requested.has(hit.sku)) keys.add(numberOf(hit.product.id));
  }
  const found: ChannelProduct[] = [];
  for (const key of keys) {
    const product = await getProduct(key, ctx);
    // The index lags: the product itself says what its SKUs are.
    if (product?.variants.some((variant) => variant.sku !== undefined && requested.has(variant.sku)))
      found.push(product);
  }
  return found;
}

const skuHit = z.object({ id: idText, sku: optionalText, product: z.object({ id: idText }) });

async function searchVariants(query: string, ctx: Context): Promise<z.output<typeof skuHit>[]> {
  const schema = z.object({ productVariants: connection(skuHit) });
  const ask = async (after: string | null) =>
    (await graphql(ctx, q.VARIANTS_BY_SKU, { variables: { query, after }, schema, what: "a SKU" })).productVariants;
  return (await allNodes(ask)) ?? [];
}

type PutInput = Parameters<NonNullable<Products["put"]>>[0];

async function putProduct(input: PutInput, ctx: Context): Promise<PutProduct> {
  const key = input.key ?? (await adoptable(input, ctx));
  const shape = key === null ? null : await productShape(key, ctx);
  if (key !== null && shape === null && input.key !== null)
    throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExists"));
  const isNew = shape === null;
  const product = withKeys(input, shape);
  const ours = new Set(product.variants.map((variant) => variant.key));
  const handle = isNew ? await freeHandle(input, ctx) : undefined;
  const payload = productSetInput({
    product,
    handle,
    foreign: (shape?.variants ?? []).filter((variant) => !ours.has(variant.id)),
    isNew,
    status: shape?.status,
    sendImages: isNew || shape?.hasMedia === false,
  });
  const identifier = isNew ? { handle: handle ?? handleFrom(product.title) } : { id: gid("Product", key ?? "") };
  const schema = z.object({ productSet: z.object({ product: z.object({ id: idText }).nullable(), userErrors }) });
  const { productSet } = await graphql(ctx, q.PRODUCT_SET, {
    variables: { identifier, input: payload },
    schema,
    what: `the product "${product.title}"`,
    cost: Math.ceil(20 + 0.2 * product.variants.length + 2.5 * product.images.length),
  });
  refuseUserErrors(productSet.userErrors, `the product "${product.title}"`);
  const saved = numberOf(productSet.product?.id ?? "");
  if (isNew && product.active) await publish(saved, ctx);
  return readBack(saved, product, ctx);
}

/** The product on the channel that already carries one of our SKUs; null when there is none. */
async function adoptable(input: PutInput, ctx: Context): Promise<string | null> {
  const found = await productsBySku(
    input.product.variants.map((variant) => variant.sku),
    ctx,
  );
  if (found.length <= 1) return found[0]?.key ?? null;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "AMBIGUOUS_SKU" },
    message("error.skusSpreadOverProductsLink", { title: input.product.title, products: found.length }),
  );
}

interface ProductShape {
  readonly status: string;
  readonly hasMedia: boolean;
  readonly variants: readonly {
    id: string;
    sku: string | undefined;
    selectedOptions: { name: string; value: string }[];
  }[];
}

async function productShape(key: string, ctx: Context): Promise<ProductShape | null> {
  const variant = z.object({
    id: idText,
    sku: optionalText,
    selectedOptions: z.array(z.object({ name: z.string(), value: z.string() })),
  });
  const schema = z.object({
    product: z
      .object({ status: z.string(), media: z.object({ nodes: z.array(anyJson) }), variants: connection(variant) })
      .nullable(),
  });
  let hasMedia = false;
  let status = "";
  const nodes = await allNodes(async (after) => {
    const variables = { id: gid("Product", key), after };
    const { product } = await graphql(ctx, q.PRODUCT_SHAPE, { variables, schema, what: "a product" });
    hasMedia ||= (product?.media.nodes.length ?? 0) > 0;
    status = product?.status ?? status;
    return product?.variants;
  });
  return nodes && { status, hasMedia, variants: nodes.map((node) => ({ ...node, id: numberOf(node.id) })) };
}

/** Our variants with the keys the channel has for their SKUs, so that adopting never duplicates one. */
function withKeys(input: PutInput, shape: ProductShape | null): PutInput["product"] {
  const alive = new Set(shape?.variants.map((variant) => variant.id));
  const taken = new Set(input.product.variants.map((variant) => variant.key));
  const variants = input.product.variants.map(({ key, ...variant }) => {
    if (key !== undefined && alive.has(key)) return { ...variant, key };
    const same = shape?.variants.find((candidate) => candidate.sku === variant.sku && !taken.has(candidate.id));
    return same ? { ...variant, key: same.id } : variant;
  });
  return { ...input.product, variants };
}

/**
 * The handle a new product is created under. productSet upserts by handle, so a repeat after a lost answer
 * meets its own first attempt; a handle that belongs to another product gets a suffix of our own.
 */
async function freeHandle(input: PutInput, ctx: Context): Promise<string> {
  const handle = handleFrom(input.product.title);
  const schema = z.object({
    productByIdentifier: z
      .object({ id: idText, variants: z.object({ nodes: z.array(z.object({ sku: optionalText })) }) })
      .nullable(),
  });
  const { productByIdentifier: holder } = await graphql(ctx, q.PRODUCT_BY_HANDLE, {
    variables: { identifier: { handle } },
    schema,
    what: "a product handle",
  });
  if (!holder) return handle;
  const skus = new Set(input.product.variants.map((variant) => variant.sku));
  if (holder.variants.nodes.some((variant) => variant.sku !== undefined && skus.has(variant.sku))) return handle;
  const mark = createHash("sha256")
    .update([...skus].sort().join("\n"))
    .digest("hex")
    .slice(0, 8);
  return `${handle}-${mark}`;
}

/** Puts a new product on the online store. Not being allowed to is told in the log, the product stands. */
async function publish(key: string, ctx: Context): Promise<void> {
  if (ctx.connection.settings.publishNewProducts === false) return;
  try {
    const schema = z.object({
      publications: z.object({
        nodes: z.array(z.object({ id: idText, catalog: z.object({ title: z.string() }).nullish() })),
      }),
    });
    const { publications } = await graphql(ctx, q.PUBLICATIONS, { variables: {}, schema, what: "the sales channels" });
    const shopFronts = publications.nodes.filter((node) => /online store/i.test(node.catalog?.title ?? ""));
    const chosen = shopFronts.length > 0 ? shopFronts : publications.nodes.slice(0, 1);
    if (chosen.length === 0) return;
    const answer = await graphql(ctx, q.PUBLISH, {
      variables: { id: gid("Product", key), input: chosen.map((node) => ({ publicationId: node.id })) },
      schema: z.object({ publishablePublish: z.object({ userErrors }) }),
      what: "publishing a product",
    });
    const refused = answer.publishablePublish.userErrors;
    if (refused.length > 0) ctx.log.warn("the new product is not published", { words: userErrorText(refused) });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "forbidden") throw error;
    ctx.log.warn("the new product is not published: the app may not publish", { product: key });
  }
}

async function readBack(key: string, product: PutInput["product"], ctx: Context): Promise<PutProduct> {
  const saved = await getProduct(key, ctx);
  if (!saved) throw new ConnectorError({ kind: "transient" }, message("error.notShowProductJustSaved"));
  const variants = product.variants.flatMap((variant) => {
    const match = saved.variants.find((candidate) =>
      variant.key !== undefined ? candidate.key === variant.key : candidate.sku === variant.sku,
    );
    return match ? [{ id: variant.id, key: match.key, ext: match.ext }] : [];
  });
  return { key, variants, product: saved };
}

async function removeProduct(key: string, ctx: Context): Promise<void> {
  const schema = z.object({ productDelete: z.object({ deletedProductId: z.string().nullable(), userErrors }) });
  const { productDelete } = await graphql(ctx, q.PRODUCT_DELETE, {
    variables: { input: { id: gid("Product", key) } },
    schema,
    what: "deleting a product",
  });
  // Already gone is what was wanted.
  const real = productDelete.userErrors.filter((error) => !/does not exist|not found/i.test(error.message));
  refuseUserErrors(real, "deleting the product");
}
