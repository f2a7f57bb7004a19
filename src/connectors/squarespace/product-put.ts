/** Writing a whole product: created in one call, updated field by field and variant by variant. Stock has its own port. */

import { createHash } from "node:crypto";
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import { parseMoney } from "../../commerce/money.ts";
import type {
  ChannelProduct,
  ChannelVariant,
  Json,
  ProductForChannel,
  VariantForChannel,
} from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { isSameSize, writeDimensions } from "../kit/parse/dimensions.ts";
import { idText, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { pricingFor } from "./prices.ts";
import { readProduct, toProduct } from "./product-mapping.ts";
import { fetchProduct, PRODUCTS, productList } from "./product-read.ts";
import { everything } from "./sweeps.ts";
import { message } from "./words.ts";

interface Put {
  readonly key: string | null;
  readonly product: ProductForChannel;
  readonly idempotencyKey: string;
}

/** An attribute's name where variants have to be told apart and no option of ours does. */
const FALLBACK_OPTION = "Variant";
const MAX_NAME = 200;
const MAX_SLUG = 100;
const GTIN = /^(?:\d{8}|\d{12,14})$/;

export async function putProduct({ key, product }: Put, ctx: Context): Promise<PutProduct> {
  if (key !== null) return update(key, product, ctx);
  const made = await create(product, ctx);
  if (made !== null) return answer(product, made, ctx);
  return update(await adopt(product, ctx), product, ctx);
}

const refuse = (code: string, text: HubText) => new ConnectorError({ kind: "rejected", code }, text);

/** Null: the address made of the SKU is taken, so an earlier attempt (or the merchant) made it already. */
async function create(product: ProductForChannel, ctx: Context): Promise<Json | null> {
  try {
    const { body } = await ctx.http.json({
      method: "POST",
      url: PRODUCTS,
      json: {
        type: "PHYSICAL",
        storePageId: await storePage(ctx),
        urlSlug: slugOf(product),
        ...fields(product),
        variantAttributes: attributeNames(product),
        variants: product.variants.map((variant) => ({
          ...variantFields(variant, product, { ctx, known: undefined, type: "PHYSICAL" }),
          stock: { quantity: variant.levels.reduce((sum, level) => sum + level.available, 0), unlimited: false },
        })),
      },
      operation: "products.create",
    });
    return body;
  } catch (error) {
    if (isConnectorError(error) && error.info.kind === "rejected" && error.info.code === "URL_SLUG_UNAVAILABLE")
      return null;
    throw error;
  }
}

/**
 * The address is ours to choose and unique: it is what keeps a repeated creation from doubling the product, so it hangs
 * on the SKU alone. Where letters are lost, a mark of the whole SKU keeps two of them apart.
 */
export function slugOf({ variants }: ProductForChannel): string {
  const sku = variants[0]?.sku ?? "";
  const slug = sku
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "")
    .slice(0, MAX_SLUG);
  if (slug === sku.toLowerCase()) return slug;
  return `${slug || "item"}-${createHash("sha256").update(sku).digest("hex").slice(0, 8)}`;
}

/** Squarespace cannot be asked for an address or a SKU: the list is walked, which happens only when one is taken. */
async function adopt(product: ProductForChannel, ctx: Context): Promise<string> {
  const slug = slugOf(product);
  const skus = new Set(product.variants.map(({ sku }) => sku));
  for await (const page of everything(productList, { cursor: null }, ctx)) {
    for (const existing of page.items) {
      const isOurs = readProduct(existing.raw, ctx).urlSlug === slug;
      if (isOurs && existing.variants.some(({ sku }) => sku !== undefined && skus.has(sku))) return existing.key;
    }
  }
  throw refuse("slug_taken", message("refused.anotherProductAddressChangeUrl", { slug }));
}

const pagesSchema = z.object({
  storePages: z.array(z.object({ id: idText, title: optionalText, isEnabled: z.boolean().nullish() })),
});

/** Products hang on a store page; the seller's choice, else the first that is open. */
async function storePage(ctx: Context): Promise<string> {
  const chosen = ctx.connection.settings.storePageId;
  if (typeof chosen === "string" && chosen !== "") return chosen;
  const url = "/1.0/commerce/store_pages";
  const { body } = await ctx.http.json({ method: "GET", url, operation: "products.pages" });
  const { storePages } = parseResponse(pagesSchema, body, { ctx, what: "store pages" });
  const page = storePages.find(({ isEnabled }) => isEnabled !== false);
  if (page) return page.id;
  throw refuse("no_store_page", message("refused.siteNoStorePagePut"));
}

async function update(key: string, product: ProductForChannel, ctx: Context): Promise<PutProduct> {
  const before = await current(key, ctx);
  const url = `${PRODUCTS}/${encodeURIComponent(key)}`;
  const names = readProduct(before.raw, ctx).variantAttributes;
  const added = attributeNames(product).filter((name) => !names.includes(name));
  const attributes = added.length === 0 ? {} : { productAttributeNames: [...names, ...added] };
  const json = { ...fields(product), ...attributes };
  await ctx.http.request({ method: "POST", url, json, operation: "products.update", safe: true });
  for (const variant of product.variants) await putVariant(variant, { before, product, url }, ctx);
  const after = await current(key, ctx);
  return answer(product, after.raw, ctx);
}

async function current(key: string, ctx: Context): Promise<ChannelProduct> {
  const raw = await fetchProduct(key, ctx);
  if (raw !== null) return toProduct(raw, ctx);
  throw new ConnectorError({ kind: "not_found" }, message("error.noLongerProduct"));
}

interface Target {
  readonly before: ChannelProduct;
  readonly product: ProductForChannel;
  readonly url: string;
}

/** Variants of the site that the hub does not have stay as they are. */
async function putVariant(variant: VariantForChannel, { before, product, url }: Target, ctx: Context): Promise<void> {
  const type = typeOf(before);
  // Downloads have no variants; their price goes with the prices.
  if (type === "DIGITAL") return;
  const existing = find(before, variant);
  const json = variantFields(variant, product, { ctx, known: existing, type });
  if (existing) {
    if (isSame(existing, variant, json)) return;
    const one = `${url}/variants/${encodeURIComponent(existing.key)}`;
    await ctx.http.request({ method: "POST", url: one, json, operation: "products.variant", safe: true });
    return;
  }
  const stock = { quantity: variant.levels.reduce((sum, level) => sum + level.available, 0), unlimited: false };
  const body = type === "GIFT_CARD" ? json : { ...json, stock };
  await ctx.http.request({ method: "POST", url: `${url}/variants`, json: body, operation: "products.variant-create" });
}

const typeOf = ({ ext }: ChannelProduct): string =>
  z.object({ type: z.string() }).safeParse(ext).data?.type ?? "PHYSICAL";

const find = (product: ChannelProduct, variant: VariantForChannel): ChannelVariant | undefined =>
  product.variants.find(({ key }) => key === variant.key) ?? product.variants.find(({ sku }) => sku === variant.sku);

/** Nothing to write: prices are compared as numbers, whatever their zeros. */
function isSame(
  existing: ChannelVariant,
  requested: VariantForChannel,
  json: { readonly [field: string]: Json },
): boolean {
  const options = Object.fromEntries(existing.options.map(({ name, value }) => [name, value]));
  const differs =
    existing.sku !== requested.sku ||
    (json.gtin !== undefined && json.gtin !== existing.barcode) ||
    (requested.price !== undefined && Number(requested.price) !== Number(existing.price)) ||
    Number(requested.compareAtPrice ?? 0) !== Number(existing.compareAtPrice ?? 0) ||
    json.shippingMeasurements !== undefined ||
    JSON.stringify(json.attributes) !== JSON.stringify(options);
  return !differs;
}

function fields(product: ProductForChannel): { readonly [field: string]: Json } {
  return {
    name: product.title.slice(0, MAX_NAME),
    description: product.descriptionHtml,
    isVisible: product.active,
  };
}

/** Options that tell a variant from its siblings; an only variant needs none. */
function optionsOf(variant: VariantForChannel, product: ProductForChannel): VariantForChannel["options"] {
  if (variant.options.length > 0 || product.variants.length === 1) return variant.options;
  return [{ name: FALLBACK_OPTION, value: variant.sku }];
}

const attributeNames = (product: ProductForChannel): string[] => [
  ...new Set(product.variants.flatMap((variant) => optionsOf(variant, product).map(({ name }) => name))),
];

function variantFields(
  variant: VariantForChannel,
  product: ProductForChannel,
  facts: { readonly ctx: Context; readonly known: ChannelVariant | undefined; readonly type: string },
): { readonly [field: string]: Json } {
  const { price, compareAtPrice, barcode } = variant;
  const { known, ctx, type } = facts;
  if (price === undefined && !known)
    throw refuse("price_missing", message("refused.needsPriceSetTryAgain", { sku: variant.sku }));
  const money = (text: string) => parseMoney(text, currencyOf(known, ctx));
  const compareAt = compareAtPrice === undefined ? undefined : money(compareAtPrice);
  return {
    sku: variant.sku,
    ...(price === undefined ? {} : { pricing: pricingFor(type, { price: money(price), compareAt }) }),
    attributes: Object.fromEntries(optionsOf(variant, product).map(({ name, value }) => [name, value])),
    ...measured(variant, known),
    // Other barcodes are refused with the whole variant.
    ...(barcode !== undefined && GTIN.test(barcode) ? { gtin: barcode } : {}),
  };
}

/** Weight and size are one field: what is not ours to say goes with it as it stands there. */
function measured(
  variant: VariantForChannel,
  existing: ChannelVariant | undefined,
): { readonly [field: string]: Json } {
  const { weightGrams: grams = existing?.weightGrams, dimensionsMm = existing?.dimensionsMm } = variant;
  const size = writeDimensions(dimensionsMm, "cm");
  const isReported = grams === existing?.weightGrams && isSameSize(dimensionsMm, existing?.dimensionsMm);
  if (isReported) return {};
  return {
    shippingMeasurements: {
      ...(grams === undefined ? {} : { weight: { unit: "KILOGRAM", value: grams / 1000 } }),
      ...(size && {
        dimensions: {
          unit: "CENTIMETER",
          length: Number(size.length),
          width: Number(size.width),
          height: Number(size.height),
        },
      }),
    },
  };
}

function currencyOf(existing: ChannelVariant | undefined, { connection }: Context): string {
  const currency = existing?.currency ?? connection.facts.currency;
  if (typeof currency === "string") return currency;
  throw refuse("currency_unknown", message("refused.notTellSiteCurrencyMake"));
}

function answer(ours: ProductForChannel, raw: Json, ctx: Context): PutProduct {
  const product = toProduct(raw, ctx);
  const variants = ours.variants.flatMap((variant) => {
    const found = find(product, variant);
    return found ? [{ id: variant.id, key: found.key, ext: found.ext }] : [];
  });
  return { key: product.key, variants, product };
}
