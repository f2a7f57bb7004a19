/** An item and its models in the hub's words. */
import type {
  ChannelLevel,
  ChannelProduct,
  ChannelVariant,
  DimensionsMm,
  Json,
  OptionValue,
} from "../../commerce/product.ts";
import type { Version } from "../../commerce/version.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { readDimensions } from "../kit/parse/dimensions.ts";
import type { Tree } from "./answer.ts";
import { asTree } from "./answer.ts";
import { descriptionHtml } from "./description.ts";
import type { Item, Model, ModelList, StockInfo } from "./schemas.ts";
import { english } from "./words.ts";

const STATUSES: Readonly<Record<string, ChannelProduct["status"]>> = {
  NORMAL: "active",
  UNLIST: "draft",
  REVIEWING: "draft",
  BANNED: "archived",
  SELLER_DELETE: "archived",
  SHOPEE_DELETE: "archived",
};

const BANNED = english("said.bannedItemSellerCentreSays");

export const isDeleted = ({ item_status: status }: Item): boolean => /_DELETE$/.test(status);

/** Made of other items: its number follows from theirs. */
export const isKit = ({ tag }: Item): boolean => tag?.kit === true;

/** The model that stands for an item without variations. */
export const NO_MODEL = "0";

export const variantKey = (itemId: string, modelId: string): string => `${itemId}-${modelId}`;

export interface ItemExt {
  readonly itemId: string;
  readonly modelId: string;
  /** Stocked in Shopee's own warehouse: its number is not ours to write. */
  readonly byShopee: boolean;
}

/** The address a listing was stored with; its key alone tells it too. */
export function readExt(key: string, ext: Json): ItemExt | null {
  const { itemId, modelId, byShopee } = asTree(ext);
  if (typeof itemId === "string" && typeof modelId === "string")
    return { itemId, modelId, byShopee: byShopee === true };
  const [, item, model] = /^(\d+)-(\d+)$/.exec(key) ?? [];
  return item === undefined || model === undefined ? null : { itemId: item, modelId: model, byShopee: false };
}

const extOf = ({ itemId, modelId, byShopee }: ItemExt): Tree => ({
  itemId,
  modelId,
  ...(byShopee ? { byShopee } : {}),
});

export const versionOf = (seconds: number): Version => ({ kind: "time", value: BigInt(seconds) * 1_000_000n });

/**
 * What the seller's stock calls set, by location. The sellable sum (`total_available_stock`) also holds Shopee's own
 * warehouse and lacks what a promotion reserves; it stands in where no seller stock is told.
 */
function levelsOf(info: StockInfo | null | undefined, connection: ConnectionInfo): ChannelLevel[] | undefined {
  if (!info) return undefined;
  const rows = info.seller_stock;
  if (hasLocations(connection))
    return rows.map(({ location_id: location = "", stock }) => ({ location, available: stock }));
  const sum = rows.reduce((total, { stock }) => total + stock, 0);
  const shown = rows.length > 0 ? sum : info.summary_info?.total_available_stock;
  return shown === undefined ? undefined : [{ location: "", available: shown }];
}

export const hasLocations = ({ facts }: ConnectionInfo): boolean =>
  typeof facts.locations === "number" && facts.locations > 0;

export interface ReportedProduct {
  readonly item: Item;
  readonly models: ModelList | null;
  readonly raw: Json;
}

export function mapProduct({ item, models, raw }: ReportedProduct, connection: ConnectionInfo): ChannelProduct {
  const image = item.image;
  return {
    key: item.item_id,
    version: versionOf(item.update_time),
    title: item.item_name,
    descriptionHtml: descriptionHtml(descriptionOf(item)),
    brand: brandOf(item),
    status: STATUSES[item.item_status] ?? "draft",
    issues: item.item_status === "BANNED" ? [{ blocks: true, text: BANNED }] : [],
    categoryKeys: item.category_id === undefined ? [] : [item.category_id],
    images: (image?.image_url_list ?? []).map((url, position) => ({
      key: image?.image_id_list[position],
      url,
      position,
    })),
    variants: models
      ? models.model.map((model) => modelVariant(item, model, { models, connection }))
      : [onlyVariant(item, connection)],
    ext: { itemId: item.item_id },
    raw,
  };
}

function descriptionOf({ description, description_info: extended }: Item): string {
  const fields = extended?.extended_description?.field_list ?? [];
  return description ?? fields.flatMap(({ text }) => text ?? []).join("\n");
}

function brandOf({ brand }: Item): string | undefined {
  const name = brand?.original_brand_name;
  return name === undefined || /^no ?brand$/i.test(name) ? undefined : name;
}

export const grams = (kilograms: string | undefined): number | undefined =>
  kilograms === undefined ? undefined : Math.round(Number(kilograms) * 1000);

/** "00" says that the item has none. */
const barcodeOf = (gtin: string | undefined): string | undefined =>
  gtin === undefined || /^0+$/.test(gtin) ? undefined : gtin;

/** Of the whole item, in centimetres. */
function sizeOf({ dimension }: Pick<Item, "dimension">): DimensionsMm | undefined {
  if (!dimension) return undefined;
  const { package_length: length, package_width: width, package_height: height } = dimension;
  return readDimensions({ length, width, height }, "cm");
}

function onlyVariant(item: Item, connection: ConnectionInfo): ChannelVariant {
  const [price] = item.price_info;
  const byShopee = item.is_fulfillment_by_shopee;
  return {
    key: variantKey(item.item_id, NO_MODEL),
    sku: item.item_sku,
    barcode: barcodeOf(item.gtin_code),
    options: [],
    price: price?.original_price,
    currency: price?.currency,
    weightGrams: grams(item.weight),
    dimensionsMm: sizeOf(item),
    levels: byShopee || isKit(item) ? undefined : levelsOf(item.stock_info_v2, connection),
    ext: extOf({ itemId: item.item_id, modelId: NO_MODEL, byShopee }),
  };
}

function modelVariant(
  item: Item,
  model: Model,
  { models, connection }: { readonly models: ModelList; readonly connection: ConnectionInfo },
): ChannelVariant {
  const [price] = model.price_info;
  const options = optionsOf(model, models);
  const byShopee = model.is_fulfillment_by_shopee;
  return {
    key: variantKey(item.item_id, model.model_id),
    sku: model.model_sku,
    barcode: barcodeOf(model.gtin_code),
    title: options.map(({ value }) => value).join(", ") || undefined,
    options,
    price: price?.original_price,
    currency: price?.currency,
    weightGrams: grams(model.weight ?? item.weight),
    dimensionsMm: sizeOf(item),
    levels: byShopee || isKit(item) ? undefined : levelsOf(model.stock_info_v2, connection),
    ext: extOf({ itemId: item.item_id, modelId: model.model_id, byShopee }),
  };
}

/** Names and options of the tiers; the newer list wins, the older one stands in where it is not told. */
export function tiersOf(models: ModelList): readonly { readonly name: string; readonly options: readonly string[] }[] {
  const standard = models.standardise_tier_variation.map((tier) => ({
    name: tier.variation_name ?? "",
    options: tier.variation_option_list.map((option) => option.variation_option_name ?? ""),
  }));
  if (standard.length > 0) return standard;
  return models.tier_variation.map((tier) => ({
    name: tier.name,
    options: tier.option_list.map(({ option }) => option),
  }));
}

function optionsOf(model: Model, models: ModelList): OptionValue[] {
  const tiers = tiersOf(models);
  return model.tier_index.flatMap((option, tier) => {
    const value = tiers[tier]?.options[option];
    return value === undefined ? [] : [{ name: tiers[tier]?.name ?? "", value }];
  });
}
