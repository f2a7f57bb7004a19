/** Variants of a product that is there: what differs is written; models the hub does not know stay. */
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { imagesByChoice } from "../kit/parse/product-images.ts";
import { call, idNumber } from "./client.ts";
import type { Pictures } from "./images.ts";
import { priceOf } from "./listing-needs.ts";
import type { ReportedProduct } from "./product-mapping.ts";
import { grams, NO_MODEL, readExt, tiersOf } from "./product-mapping.ts";
import type { Model, ModelList } from "./schemas.ts";
import type { Tier } from "./variations.ts";
import {
  gtinJson,
  hasTiers,
  kilograms,
  modelJson,
  tierIndex,
  tierPictures,
  tiersFor,
  tiersJson,
} from "./variations.ts";
import { message } from "./words.ts";

export const NO_PICTURES: ReadonlyMap<string, string> = new Map();

interface Input {
  readonly product: ProductForChannel;
  readonly pictures: Pictures;
}

export async function writeVariants(reported: ReportedProduct, input: Input, ctx: Context): Promise<void> {
  const { item, models } = reported;
  const { product } = input;
  if (models) return writeModels(item.item_id, { ...input, models }, ctx);
  if (hasTiers(product)) return begin(item.item_id, input, ctx);
  const [only] = product.variants;
  const [price] = item.price_info;
  if (only?.price === undefined) return;
  const requested = priceOf(only, ctx);
  if (price === undefined || Number(price.original_price) !== Number(requested))
    await setPrices(item.item_id, [{ model_id: idNumber(NO_MODEL), original_price: jsonNumber(requested) }], ctx);
}

/** An item without variations gets its first ones. */
async function begin(itemId: string, { product, pictures }: Input, ctx: Context): Promise<void> {
  const tiers = tiersFor(product, [], imagesByChoice(product, ctx)?.option);
  const model = product.variants.map((variant) => modelJson(variant, priceOf(variant, ctx), tiers));
  const shown = await picturesAt(tiers, NO_PICTURES, pictures);
  const json = { item_id: idNumber(itemId), standardise_tier_variation: tiersJson(tiers, null, shown), model };
  await call(ctx, { path: "product/init_tier_variation", operation: "products.tiers", json });
}

interface ExistingVariants {
  readonly variant: VariantForChannel;
  readonly model: Model;
}

async function writeModels(
  itemId: string,
  { models, product, pictures }: Input & { readonly models: ModelList },
  ctx: Context,
): Promise<void> {
  const existing: ExistingVariants[] = [];
  const missing: VariantForChannel[] = [];
  for (const variant of product.variants) {
    const model = modelOf(variant, models);
    if (model) existing.push({ variant, model });
    else missing.push(variant);
  }
  await writeTiers(itemId, { models, product, pictures, missing }, ctx);
  const changed = existing.flatMap((one) => changesOf(one) ?? []);
  if (changed.length > 0)
    await call(ctx, {
      path: "product/update_model",
      operation: "products.models_update",
      json: { item_id: idNumber(itemId), model: changed },
      safe: true,
    });
  const priced = existing.filter(({ variant }) => variant.price !== undefined);
  const dearer = priced.filter(
    ({ variant, model }) => Number(model.price_info[0]?.original_price) !== Number(priceOf(variant, ctx)),
  );
  if (dearer.length > 0)
    await setPrices(
      itemId,
      dearer.map((one) => priceRow(one, ctx)),
      ctx,
    );
}

/** What a model has otherwise: its SKU, its GTIN, its weight (without one of its own the item's counts). */
function changesOf({ variant, model }: ExistingVariants): Json | null {
  const { gtin_code: gtin } = gtinJson(variant);
  const { weightGrams } = variant;
  const isHeavier = weightGrams !== undefined && grams(model.weight) !== Math.max(1, Math.round(weightGrams));
  const changes = {
    ...((model.model_sku ?? "") === variant.sku ? {} : { model_sku: variant.sku }),
    ...(gtin === undefined || gtin === model.gtin_code ? {} : { gtin_code: gtin }),
    ...(isHeavier ? { weight: jsonNumber(kilograms(weightGrams)) } : {}),
  };
  return Object.keys(changes).length === 0 ? null : { model_id: idNumber(model.model_id), ...changes };
}

const priceRow = ({ variant, model }: ExistingVariants, ctx: Context): Json => ({
  model_id: idNumber(model.model_id),
  original_price: jsonNumber(priceOf(variant, ctx)),
});

/** By the key it was listed with, else by its SKU. */
function modelOf(variant: VariantForChannel, { model }: ModelList): Model | undefined {
  const listed = variant.key === undefined ? null : readExt(variant.key, variant.ext ?? null);
  return model.find((one) => one.model_id === listed?.modelId) ?? model.find((one) => one.model_sku === variant.sku);
}

/** Pictures by option of the first tier. */
export const picturesAt = async (
  [first]: readonly Tier[],
  shown: ReadonlyMap<string, string>,
  pictures: Pictures,
): Promise<ReadonlyMap<string, string>> => (first ? pictures.ofTier(first, shown) : shown);

/**
 * New options are added behind the old ones, and pictures they lack, with every model there is named: setting the tiers
 * anew would kill their ids.
 */
async function writeTiers(
  itemId: string,
  what: Input & { readonly models: ModelList; readonly missing: readonly VariantForChannel[] },
  ctx: Context,
): Promise<void> {
  const { models, missing, pictures } = what;
  const before = tiersOf(models);
  const tiers = missing.length > 0 ? tiersFor({ variants: missing }, before) : before;
  const taken = new Set(models.model.map((one) => one.tier_index.join()));
  const double = missing.find((variant) => taken.has(tierIndex(variant, tiers).join()));
  if (double)
    throw new ConnectorError(
      { kind: "rejected", field: "options" },
      message("error.sellsAnotherSkuUnderOptions", { sku: double.sku }),
    );
  const grown = tiers.some(({ options }, at) => options.length > (before[at]?.options.length ?? 0));
  const shown = tierPictures(models);
  const requested = await picturesAt(tiers, shown, pictures);
  if (grown || requested.size > shown.size) {
    const model_list = models.model.map((one) => ({ model_id: idNumber(one.model_id), tier_index: one.tier_index }));
    const standardise_tier_variation = tiersJson(tiers, models, requested);
    const json = { item_id: idNumber(itemId), standardise_tier_variation, model_list };
    await call(ctx, { path: "product/update_tier_variation", operation: "products.tiers_update", json, safe: true });
  }
  if (missing.length === 0) return;
  const model_list = missing.map((variant) => modelJson(variant, priceOf(variant, ctx), tiers));
  await call(ctx, {
    path: "product/add_model",
    operation: "products.models_add",
    json: { item_id: idNumber(itemId), model_list },
  });
}

async function setPrices(itemId: string, price_list: readonly Json[], ctx: Context): Promise<void> {
  await call(ctx, {
    path: "product/update_price",
    operation: "prices.set",
    json: { item_id: idNumber(itemId), price_list },
    safe: true,
  });
}
