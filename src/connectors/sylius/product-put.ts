/**
 * Products of ours on their way to the shop. Variants are told apart by their names ("S / Red"), which the shop lists
 * for the customer to choose from; where a product already has options, their known values are used.
 */
import { parseMoney } from "../../commerce/money.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { codeOf, find, iriOf, listAll, write } from "./client.ts";
import { codeFrom, slugFrom } from "./codes.ts";
import { isShown, pricingsWith } from "./prices.ts";
import type { OptionNames } from "./product-mapping.ts";
import { isListed } from "./product-mapping.ts";
import type { ProductReader } from "./product-read.ts";
import { productPath } from "./product-read.ts";
import type { SyliusProduct, SyliusVariant } from "./schemas.ts";
import { productSchema, productTaxonSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { inLocale } from "./shop.ts";
import { variantPath, variantsByCode, variantsOfProducts } from "./variants.ts";
import { message } from "./words.ts";

/** Letters, digits, _ and -: a code with a dot, slash or space is refused by the shop. */
const CODE = /^[A-Za-z0-9_-]{1,255}$/;

const NO_OPTIONS: OptionNames = new Map();

type Input = Parameters<NonNullable<Products["put"]>>[0];

interface Putting {
  readonly shop: ShopFacts;
  readonly ctx: Context;
  readonly product: ProductForChannel;
}

export async function putProduct(
  input: Input,
  shop: ShopFacts,
  ctx: Context,
  reader: ProductReader,
): Promise<PutProduct> {
  const { product } = input;
  for (const { sku } of product.variants) requireCode(sku);
  const work: Putting = { shop, ctx, product };
  const existingIds = await variantsByCode(
    ctx,
    product.variants.map((variant) => variant.key ?? variant.sku),
  );
  const [adopted] = [...existingIds.values()].map((variant) => codeOf(variant.product));
  const code = input.key ?? adopted ?? (await newProductCode(work));
  const before = await readProduct(code, ctx);
  if (!before) await createProduct(code, work);
  const isNew = product.variants.some((variant) => !existingIds.has(variant.key ?? variant.sku));
  const options = isNew && before && before.options.length > 0 ? await reader.optionsOf(before.options) : NO_OPTIONS;
  const taxCategory = isNew ? await taxCategoryOf(before, existingIds, work) : undefined;
  const making = { ...work, options, taxCategory, needed: before?.options.length ?? 0 };
  for (const variant of product.variants) {
    const existing = existingIds.get(variant.key ?? variant.sku);
    if (existing) await updateVariant(existing, variant, work);
    else await createVariant(code, variant, making);
  }
  // After the variants: a product enters a channel only when all of them have a price there.
  if (before) await updateProduct(before, work);
  await linkCategories(code, work);
  const after = await reader.byCode(code);
  if (!after) throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowProductJust"));
  const variants = product.variants.map(({ id, key, sku }) => ({ id, key: key ?? sku, ext: null }));
  return { key: code, variants, product: after };
}

async function taxCategoryOf(
  before: SyliusProduct | null,
  existing: ReadonlyMap<string, SyliusVariant>,
  { shop, ctx }: Putting,
): Promise<string | undefined> {
  const siblings = [...existing.values()];
  if (before && siblings.length === 0) siblings.push(...(await variantsOfProducts(ctx, [before.id])));
  const own = siblings.find((variant) => variant.taxCategory !== undefined)?.taxCategory;
  return own ?? (shop.taxCategory === "" ? undefined : iriOf(ctx, "tax-categories", shop.taxCategory));
}

function requireCode(sku: string): void {
  if (CODE.test(sku)) return;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "sku_form" },
    message("error.takesLettersDigitsSkuMost", { sku }),
  );
}

async function readProduct(code: string, ctx: Context): Promise<SyliusProduct | null> {
  const body = await find(ctx, productPath(code), "products.get");
  return body === null ? null : parseResponse(productSchema, body, { ctx, what: "product" });
}

/** The first SKU; when another product has that code, one behind it. A product without variants is our own, half made. */
async function newProductCode({ product, ctx }: Putting): Promise<string> {
  const sku = product.variants[0]?.sku ?? codeFrom(product.title);
  for (const code of [sku, `${sku}-product`]) {
    const holder = await readProduct(code, ctx);
    if (!holder || holder.variants.length === 0) return code;
  }
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "product_code" },
    message("error.shopOtherProductsCodesProduct", { sku }),
  );
}

async function createProduct(code: string, { product, shop, ctx }: Putting): Promise<void> {
  const slug = slugFrom(`${product.title} ${code}`);
  const json: Json = {
    code,
    enabled: product.active,
    channels: [iriOf(ctx, "channels", shop.channel)],
    // A locale without a text shows no product at all, or an error page in its place.
    translations: inEach(shop, { name: product.title, slug, description: product.descriptionHtml }),
    ...mainTaxon(product, ctx),
  };
  await write(ctx, "POST", "/admin/products", { operation: "products.create", json });
}

function inEach({ locales }: ShopFacts, text: Json): Json {
  return Object.fromEntries(locales.map((locale) => [locale, text]));
}

/** What differs of the product is sent, and nothing else: a field left out stays, in the shop and in its other channels. */
async function updateProduct(before: SyliusProduct, { product, shop, ctx }: Putting): Promise<void> {
  const json = {
    ...saleOf(product.active, before, { shop, ctx }),
    ...textsOf(before, product, shop),
    ...(isMainTaxon(before, product) ? {} : mainTaxon(product, ctx)),
  };
  if (Object.keys(json).length === 0) return;
  const url = productPath(before.code);
  await write(ctx, "PUT", url, { operation: "products.update", json });
}

/**
 * Enabled counts for the whole shop, a channel for itself. Taken off sale, the product leaves this channel, and is
 * disabled only where it has no other; what is not on sale here anyway stays as it is.
 */
function saleOf(isRequested: boolean, before: SyliusProduct, { shop, ctx }: Pick<Putting, "shop" | "ctx">) {
  if ((before.enabled && isListed(before, shop)) === isRequested) return {};
  const others = before.channels.filter((iri) => codeOf(iri) !== shop.channel);
  const withOurs = [...others, iriOf(ctx, "channels", shop.channel)];
  if (!isRequested) return others.length > 0 ? { channels: others } : { enabled: false };
  return {
    ...(before.enabled ? {} : { enabled: true }),
    ...(others.length === before.channels.length ? { channels: withOurs } : {}),
  };
}

/** Every locale by name: one that is left out would be deleted. */
function textsOf(before: SyliusProduct, product: ProductForChannel, shop: ShopFacts): { readonly translations?: Json } {
  const own = before.translations[shop.locale];
  // Where the locale has no text yet, another one was read: only a change makes one of its own.
  const shown = inLocale(before.translations, shop.locale);
  const text = {
    ...(shown?.name === product.title ? {} : { name: product.title }),
    ...((shown?.description ?? "") === product.descriptionHtml ? {} : { description: product.descriptionHtml }),
  };
  if (Object.keys(text).length === 0) return {};
  const stored = Object.entries(before.translations).map(([locale, one]) => [
    locale,
    { "@id": one["@id"] ?? null, ...copyOf(one, shown, text) },
  ]);
  const slug = slugFrom(`${product.title} ${before.code} ${shop.locale}`);
  const whole = { name: product.title, description: product.descriptionHtml, slug };
  const entry = own?.["@id"] ? { "@id": own["@id"], ...text } : whole;
  return { translations: { ...Object.fromEntries(stored), [shop.locale]: entry } };
}

type Texts = SyliusProduct["translations"][string];

/** A locale that holds the same words, copied when the product was made, follows; a translation of its own stays. */
function copyOf(
  one: Texts,
  shown: Texts | undefined,
  changed: { readonly name?: string; readonly description?: string },
) {
  return {
    ...(changed.name !== undefined && one.name === shown?.name ? { name: changed.name } : {}),
    ...(changed.description !== undefined && (one.description ?? "") === (shown?.description ?? "")
      ? { description: changed.description }
      : {}),
  };
}

/** The main category is one of ours already, or we name none. */
function isMainTaxon({ mainTaxon: current }: SyliusProduct, { categoryKeys }: ProductForChannel): boolean {
  return current !== undefined && categoryKeys.includes(codeOf(current));
}

function mainTaxon({ categoryKeys }: ProductForChannel, ctx: Context): { readonly mainTaxon?: string } {
  const [first] = categoryKeys;
  return first === undefined ? {} : { mainTaxon: iriOf(ctx, "taxons", first) };
}

interface VariantPutting extends Putting {
  /** That of a sibling, else the one chosen for new products. */
  readonly taxCategory: string | undefined;
  readonly options: OptionNames;
  readonly needed: number;
}

async function createVariant(code: string, variant: VariantForChannel, work: VariantPutting): Promise<void> {
  const { shop, ctx } = work;
  const onHand = variant.levels.reduce((sum, level) => sum + Math.max(0, level.available), 0);
  const name = variant.options.map((option) => option.value).join(" / ");
  const values = optionValues(variant, work);
  const json: Json = {
    code: variant.sku,
    product: iriOf(ctx, "products", code),
    tracked: true,
    onHand,
    channelPricings: { [shop.channel]: { channelCode: shop.channel, ...priceOf(variant, shop) } },
    ...(values.length > 0 ? { optionValues: values } : {}),
    ...(name === "" ? {} : { translations: inEach(shop, { name }) }),
    ...(work.taxCategory === undefined ? {} : { taxCategory: work.taxCategory }),
  };
  await write(ctx, "POST", "/admin/product-variants", { operation: "variants.create", json });
}

/** A variant needs a value of every option its product has. */
function optionValues(variant: VariantForChannel, { options, needed }: VariantPutting): string[] {
  if (needed === 0) return [];
  const found = variant.options.flatMap(({ name, value }) => {
    const existing = [...options].find(([, one]) => one.name === name && one.value === value);
    return existing ? [existing[0]] : [];
  });
  if (found.length === needed) return found;
  throw new ConnectorError(
    { kind: "rejected", field: "options", code: "option_values" },
    message("error.shopProductOptionsOwnNot", { sku: variant.sku }),
  );
}

function priceOf(
  variant: VariantForChannel,
  shop: ShopFacts,
): { readonly price: number; readonly originalPrice?: number } {
  const minor = (text: string) => Number(parseMoney(text, shop.currency).minor);
  const price = minor(variant.price ?? "0");
  return variant.compareAtPrice === undefined ? { price } : { price, originalPrice: minor(variant.compareAtPrice) };
}

/** Prices only: stock has its own way, and a whole body would overwrite reservations. */
async function updateVariant(existing: SyliusVariant, variant: VariantForChannel, work: Putting): Promise<void> {
  const { shop, ctx } = work;
  if (variant.price === undefined) return;
  const price = parseMoney(variant.price, shop.currency);
  const compareAt =
    variant.compareAtPrice === undefined ? undefined : parseMoney(variant.compareAtPrice, shop.currency);
  if (isShown(existing, { price, compareAt }, shop)) return;
  const json = { channelPricings: pricingsWith(existing, { price, compareAt }, shop) };
  await write(ctx, "PUT", variantPath(existing.code), { operation: "variants.update", json });
}

/** Adds the product to its categories; links made in the shop stay. */
async function linkCategories(code: string, { product, ctx }: Putting): Promise<void> {
  if (product.categoryKeys.length === 0) return;
  const rows = await listAll(ctx, {
    url: "/admin/product-taxons",
    operation: "product_taxons.list",
    size: 100,
    filters: [["product.code", code]],
  });
  const links = rows.map((row) => parseResponse(productTaxonSchema, row, { ctx, what: "product taxon" }));
  const linked = new Set(links.map((one) => codeOf(one.taxon)));
  for (const key of product.categoryKeys.filter((one) => !linked.has(one))) {
    const json = { product: iriOf(ctx, "products", code), taxon: iriOf(ctx, "taxons", key) };
    await write(ctx, "POST", "/admin/product-taxons", { operation: "product_taxons.create", json });
  }
}
