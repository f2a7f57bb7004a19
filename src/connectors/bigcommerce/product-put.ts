/** Writing a product whole: created in one call, or brought up to date with its variants. */

import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { HubText } from "../../commerce/message.ts";
import { isExactMoney } from "../../commerce/money.ts";
import type {
  ChannelProduct,
  ChannelVariant,
  Json,
  ProductForChannel,
  VariantForChannel,
} from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { isSameSize, writeDimensions } from "../kit/parse/dimensions.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { DesiredImage } from "../kit/parse/product-images.ts";
import { desiredImages, imagesOfVariant } from "../kit/parse/product-images.ts";
import { asTree, dataOf, isId, storeCall } from "./client.ts";
import { priceFields, VARIANTS_PER_CALL } from "./price-fields.ts";
import { fromGrams } from "./product-mapping.ts";
import { optionValuesFor } from "./product-options.ts";
import { productIdsOfSku, productsById } from "./product-read.ts";
import { variantSchema } from "./schemas.ts";
import { factsOf } from "./shop.ts";
import { message } from "./words.ts";

const MAX = { name: 250, sku: 255, imageUrl: 255, barcode: 14 } as const;

type Put = NonNullable<Products["put"]>;

function refuse(field: string, code: string, text: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field, code }, text);
}

function check(product: ProductForChannel): void {
  if (product.title.length === 0 || product.title.length > MAX.name)
    throw refuse("title", "title_length", message("refused.productName1Characters", { most: MAX.name }));
  const long = product.variants.find(({ sku }) => sku.length > MAX.sku);
  if (long)
    throw refuse(
      "sku",
      "sku_length",
      message("refused.skuLongerCharacters", { sku: long.sku.slice(0, 40), most: MAX.sku }),
    );
  if (product.variants.length === 0)
    throw refuse("variants", "no_variants", message("refused.productNeedsLeastVariant"));
  if (product.variants.length > 1 && product.variants.some(({ options }) => options.length === 0))
    throw refuse("options", "no_options", message("refused.everyVariantProductSeveralNeeds"));
}

function variantFields(variant: VariantForChannel, ctx: Context): { readonly [key: string]: Json } {
  const { weightUnit, dimensionUnit } = factsOf(ctx.connection);
  const size = writeDimensions(variant.dimensionsMm, dimensionUnit);
  const sides = size
    ? { depth: jsonNumber(size.length), width: jsonNumber(size.width), height: jsonNumber(size.height) }
    : {};
  const weight =
    variant.weightGrams === undefined ? {} : { weight: jsonNumber(fromGrams(variant.weightGrams, weightUnit)) };
  const barcode =
    variant.barcode !== undefined && variant.barcode.length <= MAX.barcode ? { upc: variant.barcode } : {};
  const cost = variant.cost === undefined ? {} : { cost_price: jsonNumber(variant.cost) };
  return { ...priceFields(variant.price, variant.compareAtPrice), ...weight, ...sides, ...barcode, ...cost };
}

/** What the store does not show yet. A price a variant has of its product would become one of its own by being written. */
function changedFields(variant: VariantForChannel, shown: ChannelVariant | undefined, ctx: Context) {
  if (!shown) return variantFields(variant, ctx);
  const same = (a: string | undefined, b: string | undefined) =>
    a === b || (a !== undefined && b !== undefined && compareDecimal(parseDecimal(a), parseDecimal(b)) === 0);
  const isPriced = same(variant.price, shown.price) && same(variant.compareAtPrice, shown.compareAtPrice);
  return variantFields(
    {
      ...variant,
      ...(isPriced && { price: undefined, compareAtPrice: undefined }),
      ...(variant.weightGrams === shown.weightGrams && { weightGrams: undefined }),
      ...(isSameSize(variant.dimensionsMm, shown.dimensionsMm) && { dimensionsMm: undefined }),
      ...(variant.barcode === shown.barcode && { barcode: undefined }),
      ...(same(variant.cost, shown.cost) && { cost: undefined }),
    },
    ctx,
  );
}

function contentFields(product: ProductForChannel): { readonly [key: string]: Json } {
  return {
    name: product.title,
    description: product.descriptionHtml,
    // The list replaces all assignments: it is always the whole one.
    categories: product.categoryKeys.filter(isId).map(Number),
    ...(product.brand === undefined ? {} : { brand_name: product.brand }),
  };
}

/** One that is visible, and cannot be bought, is off sale as it is. */
function visibility({ active }: ProductForChannel, { status }: ChannelProduct): { readonly is_visible?: boolean } {
  return (status === "active") === active ? {} : { is_visible: active };
}

/** Those the store would fetch, each address once. */
const fitting = ({ images }: ProductForChannel): readonly DesiredImage[] =>
  desiredImages(images).filter(({ url }) => url.startsWith("https://") && url.length <= MAX.imageUrl);

function images(product: ProductForChannel): { readonly [key: string]: Json } {
  const list = fitting(product).map((image, index) => ({
    image_url: image.url,
    is_thumbnail: index === 0,
    sort_order: index,
    ...(image.alt === undefined ? {} : { description: image.alt }),
  }));
  return list.length === 0 ? {} : { images: list };
}

/** A variant has one image, kept apart from the product's: the first of its own. */
function ownImage({ id }: VariantForChannel, product: ProductForChannel): { readonly image_url?: string } {
  const [own] = imagesOfVariant(fitting(product), id);
  return own === undefined ? {} : { image_url: own.url };
}

async function create(product: ProductForChannel, ctx: Context): Promise<string> {
  const { weightUnit } = factsOf(ctx.connection);
  const [first] = product.variants;
  const isSimple = product.variants.length === 1 && first?.options.length === 0;
  const base = {
    type: "physical",
    ...contentFields(product),
    is_visible: product.active,
    ...images(product),
    weight: jsonNumber(fromGrams(first?.weightGrams, weightUnit)),
    price: jsonNumber(first?.price ?? "0"),
  };
  const body: Json =
    isSimple && first
      ? { ...base, ...variantFields(first, ctx), sku: first.sku, inventory_tracking: "product" }
      : {
          ...base,
          inventory_tracking: "variant",
          variants: product.variants.map((variant) => ({
            ...variantFields(variant, ctx),
            ...ownImage(variant, product),
            sku: variant.sku,
            option_values: variant.options.map(({ name, value }) => ({ option_display_name: name, label: value })),
          })),
        };
  const made = await storeCall(ctx, {
    method: "POST",
    path: "v3/catalog/products",
    json: body,
    operation: "products.create",
  });
  const id = asTree(dataOf(made.body, ctx, "product"))["id"];
  if (id === undefined)
    throw new ConnectorError({ kind: "drift", path: "data.id" }, message("error.toldNoIdNewProduct"));
  return String(id);
}

/** First numbers of a new product; later ones come by the stock push. */
async function seedStock(product: ProductForChannel, made: ChannelProduct, ctx: Context): Promise<ChannelProduct> {
  const bySku = skuIndex(made);
  const isSimple = made.variants.length === 1;
  const items = product.variants.flatMap((variant) => {
    const key = bySku.get(variant.sku.toLowerCase());
    if (key === undefined) return [];
    const target = isSimple ? { product_id: Number(made.key) } : { variant_id: Number(key) };
    return variant.levels
      .filter(({ location }) => isId(location))
      .map((level) => ({
        location_id: Number(level.location),
        ...target,
        quantity: Math.max(0, Math.trunc(level.available)),
      }));
  });
  if (items.length === 0) return made;
  await storeCall(ctx, {
    method: "PUT",
    path: "v3/inventory/adjustments/absolute",
    json: { reason: "Argosy: new product", items },
    operation: "stock.set",
    safe: true,
  });
  const [stocked] = await productsById([made.key], ctx);
  return stocked ?? made;
}

function skuIndex(product: ChannelProduct): ReadonlyMap<string, string> {
  return new Map(
    product.variants.flatMap(({ key, sku }) => (sku === undefined ? [] : [[sku.toLowerCase(), key] as const])),
  );
}

function keyOf(variant: VariantForChannel, shown: ChannelProduct): string | undefined {
  const listed = shown.variants.find(({ key }) => key === variant.key)?.key;
  const bySku = skuIndex(shown).get(variant.sku.toLowerCase());
  const only =
    shown.variants.length === 1 && shown.variants[0]?.options.length === 0 ? shown.variants[0].key : undefined;
  return listed ?? bySku ?? (variant.options.length === 0 ? only : undefined);
}

async function update(key: string, product: ProductForChannel, shown: ChannelProduct, ctx: Context): Promise<void> {
  const [first] = product.variants;
  const isSimple = shown.variants.length === 1 && shown.variants[0]?.options.length === 0;
  if (isSimple && product.variants.length > 1)
    throw refuse("variants", "options_added", message("refused.showsProductWithoutOptionsAdd"));
  const own = isSimple && first ? { ...changedFields(first, shown.variants[0], ctx), sku: first.sku } : {};
  const pictures = shown.images.length === 0 ? images(product) : {};
  await storeCall(ctx, {
    method: "PUT",
    path: `v3/catalog/products/${key}`,
    json: { ...contentFields(product), ...visibility(product, shown), ...own, ...pictures },
    operation: "products.update",
    safe: true,
  });
  if (isSimple) return;
  const existing = product.variants.flatMap((variant) => {
    const id = keyOf(variant, shown);
    const there = shown.variants.find(({ key }) => key === id);
    const fields = changedFields(variant, there, ctx);
    return id === undefined || Object.keys(fields).length === 0 ? [] : [{ id: Number(id), ...fields }];
  });
  for (const json of chunks(existing, VARIANTS_PER_CALL))
    await storeCall(ctx, {
      method: "PUT",
      path: "v3/catalog/variants",
      json,
      operation: "products.variants",
      safe: true,
    });
  for (const variant of product.variants) {
    const id = keyOf(variant, shown);
    if (id === undefined) await addVariant(key, variant, ownImage(variant, product), ctx);
    else if (!hasImage(shown, id)) await addImage(`${key}/variants/${id}`, ownImage(variant, product), ctx);
  }
}

function hasImage({ raw }: ChannelProduct, id: string): boolean {
  const rows = asTree(raw)["variants"];
  const row = (Array.isArray(rows) ? rows : []).map(asTree).find((one) => String(one["id"]) === id);
  return typeof row?.["image_url"] === "string" && row["image_url"] !== "";
}

async function addImage(path: string, image: ReturnType<typeof ownImage>, ctx: Context): Promise<void> {
  if (image.image_url === undefined) return;
  await storeCall(ctx, {
    method: "POST",
    path: `v3/catalog/products/${path}/image`,
    json: image,
    operation: "products.variant_image",
    // Another one takes the place of the first.
    safe: true,
  });
}

async function addVariant(
  key: string,
  variant: VariantForChannel,
  image: ReturnType<typeof ownImage>,
  ctx: Context,
): Promise<void> {
  const optionValues = await optionValuesFor(key, variant.options, ctx);
  const { body } = await storeCall(ctx, {
    method: "POST",
    path: `v3/catalog/products/${key}/variants`,
    json: { ...variantFields(variant, ctx), ...image, sku: variant.sku, option_values: optionValues },
    operation: "products.variant",
  });
  parseResponse(variantSchema, dataOf(body, ctx, "variant"), { ctx, what: "new variant" });
}

/** The product of one of these SKUs, so that a second attempt adopts what the first one made. */
async function adopted(product: ProductForChannel, ctx: Context): Promise<string | null> {
  for (const { sku } of product.variants.slice(0, 3)) {
    const [id] = sku === "" ? [] : await productIdsOfSku(sku, ctx);
    if (id !== undefined) return id;
  }
  return null;
}

export const putProduct: Put = async ({ key, product }, ctx): Promise<PutProduct> => {
  check(product);
  const { currency } = factsOf(ctx.connection);
  const odd = product.variants.find(({ price }) => price !== undefined && !isExactMoney(price, currency));
  if (odd)
    throw refuse(
      "price",
      "price_places",
      message("refused.priceMoreDecimalsKnows", { price: odd.price ?? "", currency }),
    );
  const id = key ?? (await adopted(product, ctx));
  const [shown] = id === null ? [] : await productsById([id], ctx);
  if (key !== null && shown === undefined)
    throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExists"));
  const written = await write(shown, product, ctx);
  const [made] = await productsById([written], ctx);
  if (!made) throw new ConnectorError({ kind: "transient" }, message("error.notShowProductJustWritten"));
  const after = shown === undefined ? await seedStock(product, made, ctx) : made;
  return {
    key: after.key,
    product: after,
    variants: product.variants.flatMap((variant) => {
      const found = after.variants.find((one) => one.key === keyOf(variant, after));
      return found ? [{ id: variant.id, key: found.key, ext: found.ext }] : [];
    }),
  };
};

async function write(shown: ChannelProduct | undefined, product: ProductForChannel, ctx: Context): Promise<string> {
  try {
    if (shown === undefined) return await create(product, ctx);
    await update(shown.key, product, shown, ctx);
    return shown.key;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind === "conflict")
      throw refuse("title", "duplicate", message("refused.alreadyAnotherProductNameSku", { words: error.message }));
    throw error;
  }
}
