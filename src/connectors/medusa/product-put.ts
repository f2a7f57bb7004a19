/**
 * Products of ours on their way to the shop. A product that is made names its channel and shipping profile, or nobody can
 * buy it, and its items get a number at a location, or they are not sold. Of one that is there only what differs is sent, and
 * never its list of variants: those left out would be deleted.
 */
import { z } from "zod";
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { desiredImages } from "../kit/parse/product-images.ts";
import { slugOf } from "../kit/parse/slugs.ts";
import { post } from "./client.ts";
import { shownAt } from "./levels.ts";
import { pricesWith } from "./price-rows.ts";
import { basePrice, imagesOf, isInChannel, NO_CHOICE, toProduct, toShopProduct } from "./product-mapping.ts";
import { productIn, rawProduct } from "./product-read.ts";
import type { MedusaProduct, MedusaVariant } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { levelRow, setLevels } from "./stock.ts";
import { variantsBySku } from "./variants.ts";
import { message } from "./words.ts";

type Input = Parameters<NonNullable<Products["put"]>>[0];

interface Putting {
  readonly shop: ShopFacts;
  readonly ctx: Context;
  readonly product: ProductForChannel;
}

export async function putProduct(input: Input, shop: ShopFacts, ctx: Context): Promise<PutProduct> {
  const work: Putting = { shop, ctx, product: input.product };
  const key = input.key ?? (await adopted(work));
  const before = key === null ? null : await shopProduct(key, ctx);
  if (input.key !== null && !before)
    throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExists"));
  const readAtMs = ctx.clock.now();
  const id = before ? await update(before, work) : await create(work);
  const raw = await rawProduct(id, ctx);
  if (raw === null) throw new ConnectorError({ kind: "transient" }, message("error.notShowProductJustWritten"));
  const now = toShopProduct(raw, ctx);
  const isNew = (variant: MedusaVariant) => !before?.variants.some((one) => one.id === variant.id);
  const hasStocked = await stockNew(now, isNew, work);
  const after = hasStocked ? await rawProduct(id, ctx) : raw;
  return {
    key: id,
    variants: input.product.variants.flatMap((variant) => {
      const own = matchOf(variant, now);
      return own ? [{ id: variant.id, key: own.id, ext: { productId: id } }] : [];
    }),
    product: toProduct(after ?? raw, shop, ctx, readAtMs),
  };
}

function matchOf(variant: VariantForChannel, { variants }: MedusaProduct): MedusaVariant | undefined {
  return variants.find(({ id }) => id === variant.key) ?? variants.find(({ sku }) => sku === variant.sku);
}

async function shopProduct(key: string, ctx: Context): Promise<MedusaProduct | null> {
  const raw = await rawProduct(key, ctx);
  return raw === null ? null : toShopProduct(raw, ctx);
}

/** The product that carries one of our SKUs, which are unique there. */
async function adopted({ product, ctx }: Putting): Promise<string | null> {
  const rows = await variantsBySku(
    product.variants.map(({ sku }) => sku),
    ctx,
  );
  const ids = [...new Set(rows.flatMap(({ product_id }) => product_id ?? []))];
  if (ids.length <= 1) return ids[0] ?? null;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "ambiguous_sku" },
    message("error.skusStandProductsShopLink", { title: product.title, products: ids.length }),
  );
}

async function create({ product, shop, ctx }: Putting): Promise<string> {
  const { title, descriptionHtml: description, variants } = product;
  const json: Json = {
    title,
    description,
    // Made from the title alone, a second product of the same title would be refused.
    handle: slugOf(`${title} ${variants[0]?.sku ?? ""}`),
    status: product.active ? "published" : "draft",
    images: desiredImages(product.images).map(({ url }) => ({ url })),
    categories: product.categoryKeys.map((id) => ({ id })),
    sales_channels: shop.channelId === "" ? [] : [{ id: shop.channelId }],
    ...(shop.shippingProfileId === "" ? {} : { shipping_profile_id: shop.shippingProfileId }),
    options: [...choicesOf(variants)].map(([name, values]) => ({ title: name, values: [...values] })),
    variants: variants.map((variant) => newVariant(variant, choicesOf(variants), shop)),
  };
  const body = await post(ctx, "/admin/products", { operation: "products.create", query: [["fields", "id"]], json });
  return parseResponse(z.object({ id: z.string() }), productIn(body, ctx), { ctx, what: "product" }).id;
}

/** Options with their values; a product without a choice has one of ours. */
function choicesOf(variants: readonly VariantForChannel[]): ReadonlyMap<string, ReadonlySet<string>> {
  const choices = new Map<string, Set<string>>();
  for (const { name, value } of variants.flatMap(({ options }) => options))
    choices.set(name, (choices.get(name) ?? new Set()).add(value));
  return choices.size > 0 ? choices : new Map([[NO_CHOICE, new Set([NO_CHOICE])]]);
}

function newVariant(variant: VariantForChannel, choices: Iterable<readonly [string, unknown]>, shop: ShopFacts): Json {
  const { sku, barcode, price } = variant;
  const reported = new Map(variant.options.map(({ name, value }) => [name, value]));
  const options = [...choices].map(([name]): [string, string] => {
    const value = reported.get(name) ?? (name === NO_CHOICE ? NO_CHOICE : undefined);
    if (value !== undefined) return [name, value];
    throw new ConnectorError(
      { kind: "rejected", field: "options", code: "option_values" },
      message("error.shopProductNeedsValueEach", { option: name, sku }),
    );
  });
  const title = options.map(([, value]) => value).join(" / ");
  const amount = price === undefined ? undefined : formatDecimal(parseMoney(price, shop.currency));
  return {
    title: title || sku,
    sku,
    ...(barcode === undefined ? {} : { barcode }),
    options: Object.fromEntries(options),
    prices: amount === undefined ? [] : [{ currency_code: shop.currency.toLowerCase(), amount: jsonNumber(amount) }],
    manage_inventory: true,
  };
}

/** Sends what differs. Returns the product's id. */
async function update(before: MedusaProduct, work: Putting): Promise<string> {
  const { ctx, product, shop } = work;
  const path = `/admin/products/${before.id}`;
  const changed = changesOf(before, product, shop);
  if (Object.keys(changed).length > 0)
    await post(ctx, path, { operation: "products.update", query: [["fields", "id"]], json: changed });
  const missing = product.variants.filter((variant) => !matchOf(variant, before));
  const options = before.options.map(({ title }) => [title, null] as const);
  if (missing.length > 0) await addValues(before, missing, work);
  const create = missing.map((variant) => newVariant(variant, options, shop));
  const edits = product.variants.flatMap((variant) => editOf(variant, matchOf(variant, before), shop) ?? []);
  if (create.length + edits.length > 0)
    await post(ctx, `${path}/variants/batch`, {
      operation: "variants.batch",
      query: [["fields", "id"]],
      json: { create, update: edits, delete: [] },
    });
  return before.id;
}

function changesOf(before: MedusaProduct, product: ProductForChannel, shop: ShopFacts): Record<string, Json> {
  const categories = before.categories.map(({ id }) => id);
  return {
    ...(before.title === product.title ? {} : { title: product.title }),
    ...((before.description ?? "") === product.descriptionHtml ? {} : { description: product.descriptionHtml }),
    ...(isSameSet(categories, product.categoryKeys) ? {} : { categories: product.categoryKeys.map((id) => ({ id })) }),
    ...saleChange(before, product, shop),
    ...imageChange(before, product),
  };
}

/** Its status counts for all channels of the shop: where others sell it, it leaves ours. The list of channels replaces. */
function saleChange(before: MedusaProduct, { active }: ProductForChannel, shop: ShopFacts): Record<string, Json> {
  const channels = before.sales_channels.map(({ id }) => id);
  const others = channels.filter((id) => id !== shop.channelId);
  const isShown = before.status === "published";
  const isHere = isInChannel(before, shop);
  if (active)
    return {
      ...(isShown ? {} : { status: "published" }),
      ...(isHere ? {} : { sales_channels: [...channels, shop.channelId].map((id) => ({ id })) }),
    };
  if (!isShown || !isHere) return {};
  return others.length > 0 ? { sales_channels: others.map((id) => ({ id })) } : { status: "draft" };
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** The thumbnail was the first image, and does not follow it by itself. */
function imageChange(before: MedusaProduct, product: ProductForChannel): Record<string, Json> {
  const shown = imagesOf(before);
  const requested = desiredImages(product.images);
  if (shown.length === requested.length && shown.every(({ url }, index) => url === requested[index]?.url)) return {};
  const images = requested.map(({ url }) => {
    const existing = shown.find((one) => one.url === url);
    return existing ? { id: existing.id, url } : { url };
  });
  const follows = before.thumbnail === undefined || before.thumbnail === shown[0]?.url;
  return { images, ...(follows && { thumbnail: requested[0]?.url ?? null }) };
}

/** A value has to stand with its option before a variant may have it. */
async function addValues(
  before: MedusaProduct,
  missing: readonly VariantForChannel[],
  { ctx }: Putting,
): Promise<void> {
  const update = before.options.flatMap(({ id, title, values }) => {
    const requested = new Set(missing.flatMap(({ options }) => options.filter(({ name }) => name === title)));
    const add = [...new Set([...requested].map(({ value }) => value))].filter(
      (value) => !values.some((each) => each.value === value),
    );
    return add.length === 0 ? [] : [{ product_option_id: id, add: add.map((value) => ({ value })), remove: [] }];
  });
  if (update.length === 0) return;
  await post(ctx, `/admin/products/${before.id}/options/batch`, {
    operation: "options.batch",
    query: [["fields", "id"]],
    json: { update, add: [], remove: [] },
  });
}

/** Barcode and price, where they differ; the other prices go along, or they would be gone. */
function editOf(variant: VariantForChannel, own: MedusaVariant | undefined, shop: ShopFacts): Json | null {
  if (!own) return null;
  const { price, barcode } = variant;
  const requested = price === undefined ? undefined : formatDecimal(parseMoney(price, shop.currency));
  const shown = basePrice(own.prices, shop.currency)?.amount;
  const isPriced =
    requested === undefined ||
    (shown !== undefined && compareDecimal(parseDecimal(shown), parseDecimal(requested)) === 0);
  const hasBarcode = barcode === undefined || [own.barcode, own.ean, own.upc].includes(barcode);
  if (isPriced && hasBarcode) return null;
  return {
    id: own.id,
    ...(hasBarcode ? {} : { barcode }),
    ...(isPriced || requested === undefined ? {} : { prices: pricesWith(own.prices, requested, shop.currency) }),
  };
}

/** Items of new variants have no number anywhere, and cannot be put into a cart until they do. */
async function stockNew(
  now: MedusaProduct,
  isNew: (variant: MedusaVariant) => boolean,
  { product, shop, ctx }: Putting,
): Promise<boolean> {
  const [first] = shop.locations;
  const rows = product.variants.flatMap((variant) => {
    const own = matchOf(variant, now);
    if (!own || !isNew(own) || first === undefined) return [];
    const byLocation = new Map<string, number>([[first, 0]]);
    for (const { location, available } of variant.levels)
      byLocation.set(location || first, (byLocation.get(location || first) ?? 0) + Math.max(0, available));
    return [...byLocation].flatMap(([location, units]) => {
      const shown = shownAt(own, location);
      return shown && !shown.hasLevel ? [{ hasLevel: false, row: levelRow(shown.itemId, location, units) }] : [];
    });
  });
  if (rows.length === 0) return false;
  await setLevels(rows, ctx);
  return true;
}
