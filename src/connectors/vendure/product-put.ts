/**
 * Products of ours on their way to the shop: made in steps (product, option groups, variants), each of which is found
 * again when its answer was lost. Of a product that is there only what differs is sent: what is left out stays.
 */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import type { Document } from "../kit/graphql/graphql.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { idText } from "../kit/parse/parse.ts";
import { slugOf } from "../kit/parse/slugs.ts";
import { reportedAmount } from "./amounts.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { namedPictures, type Pictures, picturesChange, picturesOf } from "./images.ts";
import { toShopProduct } from "./product-mapping.ts";
import { optionIdsFor } from "./product-options.ts";
import { productOf, rawProduct } from "./product-read.ts";
import { switchOf } from "./product-switch.ts";
import type { Putting } from "./product-work.ts";
import { rawList, type VendureProduct } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantsBySku } from "./variants.ts";
import { message } from "./words.ts";

const VARIANTS_A_CALL = 100;

type Input = Parameters<NonNullable<Products["put"]>>[0];

export async function putProduct(input: Input, shop: ShopFacts, ctx: Context): Promise<PutProduct> {
  const work: Putting = { shop, ctx, product: input.product };
  const existing = input.key ?? (await adopted(work)) ?? (await halfMade(work));
  const before = existing === null ? null : await shopProduct(existing, ctx);
  if (input.key !== null && !before)
    throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExistsShop"));
  const pictures = await picturesOf(input.product, before, work);
  const key = before?.id ?? (await createProduct(pictures, work));
  const own = before ?? (await shopProduct(key, ctx));
  if (!own) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowProductJust"));
  const matched = new Map(input.product.variants.map((variant) => [variant.id, matchOf(variant, own)]));
  const missing = input.product.variants.filter((variant) => !matched.get(variant.id));
  if (missing.length > 0) await createVariants(own, missing, pictures, work);
  if (before) {
    await updateProduct(before, pictures, work);
    await updateVariants(before, matched, pictures, work);
  }
  const after = await productOf(key, shop, ctx);
  if (!after) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowProductJust"));
  const variants = input.product.variants.flatMap((variant) => {
    const found =
      after.variants.find((one) => one.key === (matched.get(variant.id)?.id ?? "")) ??
      after.variants.find(({ sku }) => sku === variant.sku);
    return found ? [{ id: variant.id, key: found.key, ext: null }] : [];
  });
  return { key, variants, product: after };
}

type Own = VendureProduct["variants"][number];

function matchOf(variant: VariantForChannel, own: VendureProduct): Own | undefined {
  return own.variants.find(({ id }) => id === variant.key) ?? own.variants.find(({ sku }) => sku === variant.sku);
}

async function shopProduct(key: string, ctx: Context): Promise<VendureProduct | null> {
  const raw = await rawProduct(key, ctx);
  return raw === null ? null : toShopProduct(raw, ctx);
}

/** The product that carries one of our SKUs; SKUs are not unique there, so that several are the seller's to sort out. */
async function adopted({ product, ctx }: Putting): Promise<string | null> {
  const rows = await variantsBySku(
    product.variants.map(({ sku }) => sku),
    ctx,
  );
  const ids = [...new Set(rows.map(({ productId }) => productId))];
  if (ids.length <= 1) return ids[0] ?? null;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "ambiguous_sku" },
    message("error.skusStandProductsShopLink", { title: product.title, products: ids.length }),
  );
}

/** A product of this name without variants: our own, whose making was broken off. */
async function halfMade({ product, ctx }: Putting): Promise<string | null> {
  const { products } = await graphql(ctx, documents.PRODUCTS, {
    variables: { options: { take: 10, filter: { slug: { eq: slugOf(product.title) } } } },
    schema: z.object({ products: rawList }),
    what: "products",
  });
  const found = products.items.map((row) => toShopProduct(row, ctx));
  return found.find(({ name, variants }) => name === product.title && variants.length === 0)?.id ?? null;
}

/** In the channel's language: the shop falls back to it in the others. A slug that is taken gets a number of the shop's. */
async function createProduct(pictures: Pictures | null, { product, shop, ctx }: Putting): Promise<string> {
  const { title: name, descriptionHtml: description } = product;
  const input = {
    enabled: product.active,
    ...namedPictures(pictures?.ids ?? []),
    translations: [{ languageCode: shop.language, name, slug: slugOf(name), description }],
  };
  const { createProduct: made } = await graphql(ctx, documents.CREATE_PRODUCT, {
    variables: { input },
    schema: z.object({ createProduct: z.object({ id: idText }) }),
    what: `the product "${name}"`,
  });
  return made.id;
}

async function createVariants(
  own: VendureProduct,
  missing: readonly VariantForChannel[],
  pictures: Pictures | null,
  work: Putting,
): Promise<void> {
  const { shop, ctx, product } = work;
  const optionIds = await optionIdsFor(own, missing, work);
  const rows = missing.map((variant): Json => {
    const values = variant.options.map(({ value }) => value).join(" ");
    const [place] = shop.locations;
    return {
      productId: own.id,
      sku: variant.sku,
      optionIds: optionIds.get(variant.id) ?? [],
      // \`prices\` is accepted and ignored when a variant is made: it would cost nothing.
      price: reportedAmount(parseMoney(variant.price ?? "0", shop.currency).minor, shop.currency, shop),
      trackInventory: "TRUE",
      ...namedPictures(pictures?.ofVariant(variant.id) ?? []),
      ...(place === undefined ? {} : { stockLevels: levelsFor(variant, place) }),
      translations: [
        { languageCode: shop.language, name: [product.title, values].filter((part) => part !== "").join(" ") },
      ],
    };
  });
  await writeVariants(ctx, documents.CREATE_VARIANTS, rows, `the product "${product.title}"`);
}

/** Pieces with no place named lie at the first one. */
function levelsFor({ levels }: VariantForChannel, place: string): Json {
  const byLocation = Map.groupBy(levels, ({ location }) => location || place);
  return [...byLocation].map(([stockLocationId, some]) => ({
    stockLocationId,
    stockOnHand: some.reduce((sum, { available }) => sum + Math.max(0, available), 0),
  }));
}

/** Texts of the channel's language alone; translations into others are the shop's own. */
async function updateProduct(
  before: VendureProduct,
  pictures: Pictures | null,
  { product, shop, ctx }: Putting,
): Promise<void> {
  const text = {
    ...(before.name === product.title ? {} : { name: product.title }),
    ...(before.description === product.descriptionHtml ? {} : { description: product.descriptionHtml }),
  };
  const hasText = Object.keys(text).length > 0;
  const isTranslated = before.translations.some(({ languageCode }) => languageCode === shop.language);
  // A language that is new there needs all of it.
  const whole = { name: product.title, description: product.descriptionHtml, slug: slugOf(product.title) };
  const input: Record<string, Json> = {
    ...(await switchOf(before, { product, shop, ctx })),
    ...picturesChange(before, pictures?.ids),
    ...(hasText ? { translations: [{ languageCode: shop.language, ...(isTranslated ? text : whole) }] } : {}),
  };
  if (Object.keys(input).length === 0) return;
  await graphql(ctx, documents.UPDATE_PRODUCT, {
    variables: { input: { id: before.id, ...input } },
    schema: z.object({ updateProduct: z.object({ id: idText }) }),
    what: `the product "${product.title}"`,
  });
}

async function writeVariants(ctx: Context, document: Document, rows: readonly Json[], what: string): Promise<void> {
  const schema = z.record(z.string(), z.array(z.unknown()));
  for (const input of chunks(rows, VARIANTS_A_CALL))
    await graphql(ctx, document, { variables: { input }, schema, what, timeoutMs: 45_000 });
}

async function updateVariants(
  before: VendureProduct,
  matched: ReadonlyMap<string, Own | undefined>,
  pictures: Pictures | null,
  { product, shop, ctx }: Putting,
): Promise<void> {
  const input = product.variants.flatMap((variant) => {
    const own = matched.get(variant.id);
    if (!own) return [];
    const change = {
      ...priceChange(variant, own, shop),
      ...picturesChange(own, pictures?.ofVariant(variant.id)),
    };
    return Object.keys(change).length === 0 ? [] : [{ id: own.id, ...change }];
  });
  await writeVariants(ctx, documents.UPDATE_VARIANTS, input, `variants of "${before.name}"`);
}

function priceChange({ price }: VariantForChannel, own: Own, shop: ShopFacts): { readonly price?: number } {
  if (price === undefined) return {};
  const requested = reportedAmount(parseMoney(price, shop.currency).minor, shop.currency, shop);
  const shown = own.prices.find(({ currencyCode }) => currencyCode === shop.currency)?.price;
  return shown !== undefined && Number(shown) === requested ? {} : { price: requested };
}
