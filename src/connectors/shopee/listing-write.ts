/**
 * A listing is made in one call, and one of several variants in three: its tiers can be set a few seconds later only, so
 * that it stays unlisted until then. Shopee takes no key of ours: what stands under the item's SKU is looked up first, and
 * a repeated attempt finishes the first.
 */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import type { FoundListing } from "../kit/contract/publish-once.ts";
import { asTree } from "./answer.ts";
import { call, idNumber } from "./client.ts";
import { uploadFrom } from "./images.ts";
import { contentBody, galleryOf, itemBody, itemSkuOf, tiersBody, type Uploaded, valueKey } from "./listing-body.ts";
import { shippingChoices } from "./listing-limits.ts";
import { attributeIdOf, findBrand, isCut, NO_BRAND, searchValue, valueIdOf } from "./listing-taxonomy.ts";
import type { ReportedProduct } from "./product-mapping.ts";
import { searchItems } from "./product-read.ts";
import { putOnSale } from "./product-state.ts";
import { message } from "./words.ts";

/** A new item takes no tiers before this (guide to creating products). */
const SETTLES_MS = 6_000;

type Variant = ListingToPublish["listing"]["variants"][number];

export async function findListing(toPublish: ListingToPublish, ctx: Context): Promise<FoundListing<ReportedProduct>> {
  const { variants } = toPublish.listing;
  const key = itemSkuOf(toPublish);
  let ours: ReportedProduct | null = null;
  const taken: Variant[] = [];
  if (variants.length > 1) ours = (await itemsOf(key, ctx))[0] ?? null;
  for (const variant of variants) {
    const found = await itemsOf(variant.sku, ctx);
    const mine = variants.length === 1 ? found.find((reported) => isOurs(reported, toPublish)) : undefined;
    if (mine) ours = mine;
    else if (found.length > 0) taken.push(variant);
  }
  return { ours, taken };
}

/** Items with this SKU of their own; the search finds parts of SKUs too. */
const itemsOf = async (sku: string, ctx: Context): Promise<readonly ReportedProduct[]> =>
  (await searchItems(sku, ctx)).filter(({ item }) => item.item_sku === sku);

/**
 * A single item carries no mark of ours: it is the one that was refused before, or has the name and category of what an
 * earlier attempt made. That was never unlisted.
 */
const isOurs = ({ item, models }: ReportedProduct, { categoryKey, listing, refusedKey }: ListingToPublish): boolean =>
  models === null &&
  item.item_status !== "UNLIST" &&
  (item.item_id === refusedKey ||
    (item.category_id === categoryKey && item.item_name.trim() === (listing.product.title?.[0] ?? "").trim()));

export const isBanned = ({ item }: ReportedProduct): boolean => item.item_status === "BANNED";

/** Makes what is missing of the listing; answers the item's id. */
export async function writeListing(
  toPublish: ListingToPublish,
  ours: ReportedProduct | null,
  ctx: Context,
): Promise<string> {
  const isTiered = toPublish.listing.variants.length > 1;
  const isWhole = ours !== null && (!isTiered || hasAll(ours, toPublish));
  if (ours && !isBanned(ours) && (isWhole || ours.item.item_status !== "UNLIST")) return shown(ours, ctx);
  const uploaded = await upload(toPublish, ctx);
  const id = ours
    ? await rewrite(ours.item.item_id, toPublish, { uploaded, ctx })
    : await add(toPublish, uploaded, ctx);
  // Its variations written again, it would get back what was sold since.
  if (!isTiered || isWhole) return id;
  await ctx.clock.sleep(SETTLES_MS, ctx.signal);
  const json = { item_id: idNumber(id), ...tiersBody(toPublish, uploaded) };
  await call(ctx, { path: "product/init_tier_variation", operation: "products.tiers", json });
  await putOnSale(id, true, ctx);
  return id;
}

function hasAll({ models }: ReportedProduct, { listing }: ListingToPublish): boolean {
  const skus = new Set(models?.model.map(({ model_sku: sku }) => sku));
  return listing.variants.every(({ sku }) => skus.has(sku));
}

async function add(toPublish: ListingToPublish, uploaded: Uploaded, ctx: Context): Promise<string> {
  const json = itemBody(toPublish, uploaded);
  const { item_id: made } = asTree(await call(ctx, { path: "product/add_item", operation: "products.add", json }));
  return String(made);
}

/** Begun or banned, and filled in otherwise since: it is on sale nowhere. */
async function rewrite(
  id: string,
  toPublish: ListingToPublish,
  { uploaded, ctx }: { readonly uploaded: Uploaded; readonly ctx: Context },
): Promise<string> {
  const json: Json = { item_id: idNumber(id), ...contentBody(toPublish, uploaded) };
  await call(ctx, { path: "product/update_item", operation: "products.update", json, safe: true });
  return id;
}

async function shown({ item }: ReportedProduct, ctx: Context): Promise<string> {
  if (item.item_status === "UNLIST") await putOnSale(item.item_id, true, ctx);
  return item.item_id;
}

async function upload(toPublish: ListingToPublish, ctx: Context): Promise<Uploaded> {
  const { listing } = toPublish;
  const [brand, values] = [await brandOf(toPublish, ctx), await foundValues(toPublish, ctx)];
  const channels = listing.product.channels ? [] : await usualChannels(ctx);
  const urls = new Set([
    ...galleryOf(listing),
    ...listing.variants.flatMap(({ values: own }) => own.images?.[0] ?? []),
  ]);
  const images = new Map<string, string>();
  for (const url of urls) images.set(url, await uploadFrom(url, ctx));
  return { images, brand, values, channels };
}

/** Those that need no size and no price of the seller's own. */
async function usualChannels(ctx: Context): Promise<readonly string[]> {
  const all = await shippingChoices(ctx);
  const usual = all.filter(({ value, isOwnPrice }) => !isOwnPrice && !value.includes("/")).map(({ value }) => value);
  if (usual.length > 0) return usual;
  throw new ConnectorError({ kind: "rejected", field: "channels" }, message("refused.shopNoShippingChannelSwitched"));
}

async function brandOf({ categoryKey, listing, schema }: ListingToPublish, ctx: Context): Promise<Uploaded["brand"]> {
  const [value] = listing.product.brand ?? [];
  const field = schema.fields.find(({ key }) => key === "brand");
  // Nothing is put in the place of a brand that is asked for.
  if (value === undefined) return field?.need === "required" ? { brand_id: 0, original_brand_name: "" } : null;
  const id = valueIdOf(value);
  const existing = field?.choices?.find((one) => one.value === value);
  if (id !== null) return { brand_id: idNumber(id), original_brand_name: existing?.name ?? NO_BRAND.name };
  const found = await findBrand(categoryKey, value, ctx);
  if (found) return { brand_id: idNumber(found.id), original_brand_name: found.name };
  throw new ConnectorError({ kind: "rejected", field: "brand" }, message("refused.noBrand", { brand: value }));
}

/** Values of attributes whose list is longer than what was read of it. */
async function foundValues({ listing, schema }: ListingToPublish, ctx: Context): Promise<Uploaded["values"]> {
  const found = new Map<string, string>();
  for (const { key, name } of schema.fields.filter(isCut)) {
    for (const value of listing.product[key] ?? []) {
      if (valueIdOf(value) !== null) continue;
      const id = await searchValue(attributeIdOf(key) ?? "", value, ctx);
      if (id === null)
        throw new ConnectorError(
          { kind: "rejected", field: key },
          message("refused.noValue", { attribute: name, value }),
        );
      found.set(valueKey(key, value), id);
    }
  }
  return found;
}
