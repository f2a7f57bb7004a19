/**
 * Writing products. A new one is made in one call, and with variants in two: its tiers can be set a few seconds later
 * only, so that it stays unlisted until then. What was made by an attempt whose answer was lost is found by its SKU.
 */

import type { HubText } from "../../commerce/message.ts";
import { plainText } from "../../commerce/plain-text.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { imagesByChoice } from "../kit/parse/product-images.ts";
import { asTree } from "./answer.ts";
import { COLLECTION } from "./categories.ts";
import { call, idNumber } from "./client.ts";
import { picturesOf } from "./images.ts";
import { categoryOf, channelsOf, dimensionOf, priceOf, weightOf } from "./listing-needs.ts";
import { mapProduct } from "./product-mapping.ts";
import { findBySku, readItems } from "./product-read.ts";
import { putOnSale } from "./product-state.ts";
import { NO_PICTURES, picturesAt, writeVariants } from "./product-variants.ts";
import { gtinJson, hasTiers, modelJson, stockJson, tiersFor, tiersJson } from "./variations.ts";
import { message } from "./words.ts";

/** A new item takes no tiers before this (guide to creating products). */
const SETTLES_MS = 6_000;

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

export const put: NonNullable<Products["put"]> = async ({ key, product }, ctx) => {
  const [first] = product.variants;
  if (!first) throw refuse("variants", message("refused.productNeedsLeastVariant"));
  const found = key ?? (await findBySku(first.sku, ctx))[0]?.key;
  const id = found === undefined ? await create(product, first, ctx) : found;
  if (found !== undefined) await update(found, product, ctx);
  await collect(id, product, ctx);
  return written(id, product, ctx);
};

async function create(product: ProductForChannel, first: VariantForChannel, ctx: Context): Promise<string> {
  const tiered = hasTiers(product);
  // Everything that can be refused is, before anything is made.
  const tiers = tiered ? tiersFor(product, [], imagesByChoice(product, ctx)?.option) : [];
  const models = tiered ? product.variants.map((variant) => modelJson(variant, priceOf(variant, ctx), tiers)) : [];
  if (product.images.length === 0) throw refuse("images", message("refused.takesNoProductWithoutPicture"));
  const pictures = picturesOf(product, null, ctx);
  const json = {
    item_name: product.title,
    description: plainText(product.descriptionHtml) || product.title,
    original_price: jsonNumber(priceOf(first, ctx)),
    weight: jsonNumber(weightOf(product, ctx)),
    ...sizeJson(product),
    category_id: idNumber(await categoryOf(product, ctx)),
    item_sku: first.sku,
    ...(tiered ? {} : gtinJson(first)),
    brand: { brand_id: 0, original_brand_name: "NoBrand" },
    logistic_info: await channelsOf(ctx),
    seller_stock: stockJson(first),
    item_status: product.active && !tiered ? "NORMAL" : "UNLIST",
    image: { image_id_list: await pictures.gallery() },
  };
  const { item_id: made } = asTree(await call(ctx, { path: "product/add_item", operation: "products.add", json }));
  const id = String(made);
  if (tiered) {
    await ctx.clock.sleep(SETTLES_MS, ctx.signal);
    const shown = await picturesAt(tiers, NO_PICTURES, pictures);
    await call(ctx, {
      path: "product/init_tier_variation",
      operation: "products.tiers",
      json: { item_id: idNumber(id), standardise_tier_variation: tiersJson(tiers, null, shown), model: models },
    });
    if (product.active) await putOnSale(id, true, ctx);
  }
  return id;
}

function sizeJson(product: ProductForChannel): { readonly dimension?: Json } {
  const dimension = dimensionOf(product);
  return dimension === undefined ? {} : { dimension };
}

async function update(id: string, product: ProductForChannel, ctx: Context): Promise<void> {
  const [reported] = await readItems([id], ctx);
  if (!reported) throw refuse("product", message("refused.productNoLongerExistsUnlink"));
  const { item } = reported;
  const pictures = picturesOf(product, item.image, ctx);
  const images = await pictures.gallery();
  const category = product.categoryKeys.find((key) => /^\d+$/.test(key));
  const weights = product.variants.some(({ weightGrams }) => weightGrams !== undefined);
  const [only] = product.variants;
  const json: Json = {
    item_id: idNumber(id),
    item_name: product.title,
    description: plainText(product.descriptionHtml) || product.title,
    ...(images.length === 0 ? {} : { image: { image_id_list: images } }),
    ...(category === undefined || category === item.category_id ? {} : { category_id: idNumber(category) }),
    ...(weights ? { weight: jsonNumber(weightOf(product, ctx)) } : {}),
    ...sizeJson(product),
    ...(reported.models === null && only && product.variants.length === 1
      ? { item_sku: only.sku, ...gtinJson(only) }
      : {}),
  };
  await call(ctx, { path: "product/update_item", operation: "products.update", json, safe: true });
  await writeVariants(reported, { product, pictures }, ctx);
  const isListed = item.item_status === "NORMAL";
  const canMove = isListed || item.item_status === "UNLIST";
  if (canMove && isListed !== product.active) await putOnSale(id, product.active, ctx);
}

/** Into the shop's own collections. */
async function collect(id: string, product: ProductForChannel, ctx: Context): Promise<void> {
  for (const key of product.categoryKeys.filter((one) => one.startsWith(COLLECTION))) {
    const json = { shop_category_id: idNumber(key.slice(COLLECTION.length)), item_list: [idNumber(id)] };
    await call(ctx, { path: "shop_category/add_item_list", operation: "categories.collect", json, safe: true });
  }
}

async function written(id: string, product: ProductForChannel, ctx: Context): Promise<PutProduct> {
  const [reported] = await readItems([id], ctx);
  if (!reported) throw new ConnectorError({ kind: "transient" }, message("error.notShowProductYetLooked"));
  const shown = mapProduct(reported, ctx.connection);
  const variants = product.variants.flatMap((variant) => {
    const match =
      shown.variants.find((one) => one.key === variant.key) ?? shown.variants.find((one) => one.sku === variant.sku);
    return match ? [{ id: variant.id, key: match.key, ext: match.ext }] : [];
  });
  return { key: id, variants, product: shown };
}
