/**
 * A listing is made in one call that takes a key of ours for the request and one for the product. What stands under our
 * SKUs is looked up all the same: keys of requests are forgotten, and a review that failed is answered by an edit.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { ListingToPublish } from "../kit/contract/listings.ts";
import type { FoundListing } from "../kit/contract/publish-once.ts";
import { idText, listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { call } from "./client.ts";
import { type UseCase, uploadImage } from "./images.ts";
import { galleryOf, imageKey, markOf, productBody, type Uploaded } from "./listing-body.ts";
import { CERTIFICATE } from "./listing-fields.ts";
import { findBrand, NO_BRAND, valueIdOf } from "./listing-taxonomy.ts";
import { uuidOf } from "./product-put.ts";
import { bySku } from "./product-read.ts";
import { message } from "./words.ts";

const listingStatusSchema = z.object({
  id: idText,
  status: optionalText,
  external_product_id: optionalText,
  skus: listOf(z.object({ id: idText, seller_sku: optionalText })),
  audit: z.object({ status: optionalText }).nullish(),
  audit_failed_reasons: listOf(
    z.object({ position: optionalText, reasons: listOf(z.string()), suggestions: listOf(z.string()) }),
  ),
});
export type ListingStatus = z.output<typeof listingStatusSchema>;

export const readListingStatus = (raw: Json, ctx: Context): ListingStatus =>
  parseResponse(listingStatusSchema, raw, { ctx, what: "product" });

export async function findListing(toPublish: ListingToPublish, ctx: Context): Promise<FoundListing<ListingStatus>> {
  const { variants } = toPublish.listing;
  const products = await bySku(
    variants.map(({ sku }) => sku),
    ctx,
  );
  let ours: ListingStatus | null = null;
  const foreign = new Set<string>();
  for (const { raw } of products) {
    const status = readListingStatus(raw, ctx);
    if (status.external_product_id === markOf(toPublish)) ours = status;
    else for (const { seller_sku: sku } of status.skus) if (sku !== undefined) foreign.add(sku);
  }
  return { ours, taken: variants.filter(({ sku }) => foreign.has(sku)) };
}

/** Neither on sale nor on its way there, and open to an edit. */
const UNFINISHED: ReadonlySet<string> = new Set(["DRAFT", "FAILED", "PLATFORM_DEACTIVATED"]);

/** Makes the listing, or sends again what a review refused; answers the product's id. */
export async function writeListing(
  toPublish: ListingToPublish,
  ours: ListingStatus | null,
  ctx: Context,
): Promise<string> {
  // Written again, it would put back on sale what was sold since.
  if (ours && !UNFINISHED.has(ours.status ?? "")) return ours.id;
  const uploaded = await upload(toPublish, ctx);
  return ours ? rewrite(ours, toPublish, { uploaded, ctx }) : create(toPublish, uploaded, ctx);
}

const createdSchema = z.object({ product_id: idText });
/** "external_id duplicated": the product is there, and the search does not show it yet. */
const MARK_TAKEN = "12052996";

async function create(toPublish: ListingToPublish, uploaded: Uploaded, ctx: Context): Promise<string> {
  const { id, categoryKey, listing } = toPublish;
  // What was filled in otherwise is another request; images get another address at each attempt.
  const key = uuidOf(JSON.stringify([id, categoryKey, listing]));
  const json = { ...productBody(toPublish, { uploaded, ctx }), idempotency_key: key };
  const url = "/product/202309/products";
  try {
    const data = await call({ method: "POST", url, json, operation: "products.create", safe: true }, ctx);
    return parseResponse(createdSchema, data, { ctx, what: "new product" }).product_id;
  } catch (error) {
    if (!isRefusal(error) || refusalCode(error) !== MARK_TAKEN) throw error;
    throw new ConnectorError({ kind: "transient" }, message("waits.notFound"), { cause: error });
  }
}

/** SKUs left out are deleted; those that stay keep their ids. */
async function rewrite(
  { id, skus }: ListingStatus,
  toPublish: ListingToPublish,
  { uploaded, ctx }: { readonly uploaded: Uploaded; readonly ctx: Context },
): Promise<string> {
  const skuIds = new Map(
    skus.flatMap((sku) => (sku.seller_sku === undefined ? [] : [[sku.seller_sku, sku.id] as const])),
  );
  const json = productBody(toPublish, { uploaded, skuIds, ctx });
  const url = `/product/202509/products/${encodeURIComponent(id)}`;
  await call({ method: "PUT", url, json, operation: "products.edit", safe: true, changes: true }, ctx);
  return id;
}

async function upload(toPublish: ListingToPublish, ctx: Context): Promise<Uploaded> {
  const { listing } = toPublish;
  const brandId = await brandOf(toPublish, ctx);
  const papers = Object.entries(listing.product).flatMap(([key, urls]) => (key.startsWith(CERTIFICATE) ? urls : []));
  const requested: readonly (readonly [UseCase, readonly string[]])[] = [
    ["MAIN_IMAGE", galleryOf(listing)],
    ["ATTRIBUTE_IMAGE", listing.variants.flatMap(({ values }) => values.images?.[0] ?? [])],
    ["CERTIFICATION_IMAGE", papers.filter((value) => URL.canParse(value))],
  ];
  const images = new Map<string, string>();
  for (const [use, urls] of requested)
    for (const url of new Set(urls)) images.set(imageKey(use, url), await uploadImage(url, use, ctx));
  return { images, brandId };
}

async function brandOf({ categoryKey, listing }: ListingToPublish, ctx: Context): Promise<string | undefined> {
  const [value] = listing.product.brand ?? [];
  if (value === undefined || value === NO_BRAND || valueIdOf(value) !== null) return undefined;
  const found = await findBrand(categoryKey, value, ctx);
  if (found !== null) return found;
  throw new ConnectorError({ kind: "rejected", field: "brand" }, message("refused.noBrand", { brand: value }));
}
