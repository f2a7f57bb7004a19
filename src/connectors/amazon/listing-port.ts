/**
 * Listings made in the hub: product types in the place of categories, each tried before anything is written. Amazon only
 * accepts a listing and works it over for minutes: it is looked for afterwards, with what Amazon then finds wrong.
 */
import { z } from "zod";
import type { ListingSchema } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  type ListingRefusal,
  type Listings,
  type ListingToPublish,
  orRefused,
  type PublishResult,
} from "../kit/contract/listings.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import { fieldOfIssue, parentSku, type Submission, submissionsOf } from "./listing-body.ts";
import { BARCODE, QUANTITY } from "./listing-fields.ts";
import { readRequirements } from "./listing-requirements.ts";
import { homeQuery, listingPath, listingsOf, readItem } from "./listings.ts";
import { barcodeOf, MERCHANT, parentOf, textOf } from "./product-mapping.ts";
import { productsOf } from "./product-sweeps.ts";
import { TYPES } from "./product-types.ts";
import { type Issue, type Item, submissionSchema } from "./schemas.ts";
import { homeOf } from "./settings.ts";
import { message } from "./words.ts";

/** Mostly it is shown within seconds. */
const pollAfter = (waitedMs: number): number => (waitedMs < 30_000 ? 5_000 : 30_000);
/** UNVERIFIED: how long a listing is worked over is not published. Before, what is wrong with it may still go away. */
const JUDGED_AFTER_MS = 2 * 60_000;
const PATIENCE_MS = 30 * 60_000;

const typesSchema = z.object({
  productTypes: z.array(z.object({ name: z.string().min(1), displayName: optionalText })),
  productTypeVersion: optionalText,
});

async function productTypes(query: readonly (readonly [string, string])[], ctx: Context) {
  const { body } = await ctx.http.json({
    method: "GET",
    url: TYPES,
    query: [...query, homeQuery(ctx)],
    operation: "definitions.search",
  });
  return parseResponse(typesSchema, body, { ctx, what: "product types" });
}

export const listings: Listings = {
  async categories(ctx) {
    const reported = await productTypes([], ctx);
    const categories = reported.productTypes.map(({ name, displayName }) => ({
      key: name,
      name: displayName ?? name,
      isLeaf: true,
    }));
    return { version: reported.productTypeVersion ?? "", categories };
  },
  async suggest(title, ctx) {
    const reported = await productTypes([["itemName", title]], ctx);
    return reported.productTypes.map(({ name }) => name);
  },
  requirements: readRequirements,
  publish: (listing, ctx) => orRefused(() => publish(listing, ctx)),
  poll(handle, listing, ctx) {
    const [, sentAt] = handle.split(":");
    return settled(listing, Number(sentAt), ctx);
  },
};

async function publish(listing: ListingToPublish, ctx: Context): Promise<PublishResult> {
  const there = await shown(listing, ctx);
  const taken = listing.listing.variants.filter(({ sku }) => {
    const item = there.get(sku);
    return item !== undefined && !isOurs(item, listing, ctx);
  });
  if (taken.length > 0)
    return {
      outcome: "refused",
      issues: taken.map(({ variantId, sku }) => ({ variantId, text: message("refused.skuListed", { sku }) })),
    };
  // What is on sale is not written again: it would put back on sale what was sold since.
  const missing = submissionsOf(listing, ctx).filter(({ sku, variantId }) => {
    const item = there.get(sku);
    return item === undefined || isBroken(item, ctx) || (variantId !== null && isApart(item, listing));
  });
  const issues = await sendEach(missing, listing, { isTrial: true, ctx });
  if (issues.length > 0) return { outcome: "refused", issues };
  // One of a family may be refused: the others sell nothing until they are linked and their stock follows.
  const sent = listing.listing.variants.length > 1 ? missing.map(withoutStock) : missing;
  const found = await sendEach(sent, listing, { isTrial: false, ctx });
  if (found.length > 0) return { outcome: "refused", issues: found, made: await standing(there, listing, ctx) };
  return settled(listing, ctx.clock.now(), ctx);
}

async function shown({ listing, ...draft }: ListingToPublish, ctx: Context): Promise<ReadonlyMap<string, Item>> {
  const skus = listing.variants.map(({ sku }) => sku);
  const rows = await listingsOf(listing.variants.length > 1 ? [parentSku(draft), ...skus] : skus, ctx);
  return new Map(rows.map((row) => readItem(row, ctx)).map((item) => [item.sku, item]));
}

const summaryOf = ({ summaries }: Item, ctx: Context) =>
  summaries.find(({ marketplaceId }) => marketplaceId === homeOf(ctx.connection).id);

const errorsOf = ({ issues }: Item): readonly Issue[] => issues.filter(({ severity }) => severity === "ERROR");

/** To be bought, or to be found at least. */
const isOnSale = (item: Item, ctx: Context): boolean => (summaryOf(item, ctx)?.status.length ?? 0) > 0;

const isBroken = (item: Item, ctx: Context): boolean => !isOnSale(item, ctx) && errorsOf(item).length > 0;

/** A variation that stands alone, as its parent was not there yet. */
const isApart = (item: Item, listing: ListingToPublish): boolean =>
  listing.listing.variants.length > 1 && parentOf(item) === undefined;

/** Made by an earlier attempt: of this type, under this title; or off sale as that left it, with the same barcode. */
function isOurs(item: Item, { listing, categoryKey, ...draft }: ListingToPublish, ctx: Context): boolean {
  const { product, variants } = listing;
  const attributes = item.attributes ?? {};
  const type = summaryOf(item, ctx)?.productType ?? item.productTypes[0]?.productType;
  const parent = parentOf(item);
  if (type !== categoryKey || (parent !== undefined && parent !== parentSku(draft))) return false;
  if (item.fulfillmentAvailability.some((one) => one.fulfillmentChannelCode !== MERCHANT)) return false;
  if (variants.length === 1 && parent !== undefined) return false;
  if (textOf(attributes, "item_name") === product.item_name?.[0]) return true;
  const barcode = variants.find(({ sku }) => sku === item.sku)?.values[BARCODE]?.[0];
  return isBroken(item, ctx) && barcode !== undefined && barcodeOf(attributes) === barcode;
}

function withoutStock(submission: Submission): Submission {
  const { attributes } = submission;
  if (attributes[QUANTITY] === undefined) return submission;
  const none = { fulfillment_channel_code: MERCHANT, quantity: jsonNumber("0") };
  return { ...submission, attributes: { ...attributes, [QUANTITY]: [none] } };
}

interface Sending {
  readonly isTrial: boolean;
  readonly ctx: Context;
}

/** What Amazon finds wrong: all of it in a trial, of the first refused one otherwise. */
async function sendEach(
  submissions: readonly Submission[],
  listing: ListingToPublish,
  { isTrial, ctx }: Sending,
): Promise<readonly ListingRefusal[]> {
  const found: ListingRefusal[] = [];
  for (const { sku, variantId, attributes } of submissions) {
    const { body } = await ctx.http.json({
      method: "PUT",
      url: listingPath(sku, ctx),
      query: [homeQuery(ctx), ...(isTrial ? [["mode", "VALIDATION_PREVIEW"] as const] : [])],
      json: { productType: listing.categoryKey, requirements: "LISTING", attributes },
      operation: "listings.put",
      // The same listing again is the same listing.
      safe: true,
    });
    const reported = parseResponse(submissionSchema, body, { ctx, what: "the listing's submission" });
    if (reported.status === (isTrial ? "VALID" : "ACCEPTED")) continue;
    const errors = reported.issues.filter(({ severity }) => severity === "ERROR");
    found.push(...refusals(errors.length > 0 ? errors : reported.issues, variantId, listing.schema));
    if (reported.issues.length === 0) found.push({ text: message("refused.listing", { sku }) });
    if (!isTrial) break;
  }
  return once(found);
}

function refusals(issues: readonly Issue[], variantId: string | null, schema: ListingSchema): ListingRefusal[] {
  return issues.map(({ message: text, attributeNames }) => {
    const field = fieldOfIssue(attributeNames, schema);
    const isVariants = variantId !== null && field?.scope !== "product";
    return { text, ...(field ? { field: field.key } : {}), ...(isVariants ? { variantId } : {}) };
  });
}

/** What concerns the product is found at each of its variations. */
function once(found: readonly ListingRefusal[]): readonly ListingRefusal[] {
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}

/** What became of it: shown whole, kept off sale for what is wrong with it, or still on its way. */
async function settled(listing: ListingToPublish, sentAtMs: number, ctx: Context): Promise<PublishResult> {
  const { variants } = listing.listing;
  if (variants.length === 0) return { outcome: "refused", issues: [{ text: message("refused.noVariants") }] };
  const there = await shown(listing, ctx);
  const waitedMs = ctx.clock.now() - sentAtMs;
  const items = variants.flatMap(({ sku }) => there.get(sku) ?? []);
  const isWhole =
    items.length === variants.length &&
    (variants.length === 1 || items.every((item) => parentOf(item) === parentSku(listing)));
  const isSeen = isWhole && items.every((item) => isOnSale(item, ctx));
  // A parent that is found wrong keeps its variations apart; of a family that is sold its issues are advice.
  const parent = variants.length > 1 && !isSeen ? there.get(parentSku(listing)) : undefined;
  const judged = parent ? [parent, ...items] : items;
  const broken = waitedMs < JUDGED_AFTER_MS ? [] : brokenIn(judged, listing, ctx);
  if (broken.length > 0) return { outcome: "refused", issues: broken, made: await standing(there, listing, ctx) };
  const made = isSeen || (isWhole && waitedMs >= JUDGED_AFTER_MS) ? await madeOf(listing, ctx) : null;
  if (made?.variants.length === variants.length) return { outcome: "listed", made };
  if (waitedMs < PATIENCE_MS)
    return { outcome: "accepted", handle: `put:${sentAtMs}`, pollAfterMs: pollAfter(waitedMs) };
  const issues = [{ text: message("refused.listingNotShown") }];
  return { outcome: "refused", issues, made: await standing(there, listing, ctx) };
}

function brokenIn(items: readonly Item[], { listing, schema }: ListingToPublish, ctx: Context) {
  const found = items
    .filter((item) => isBroken(item, ctx))
    .flatMap((item) => {
      const variantId = listing.variants.find(({ sku }) => sku === item.sku)?.variantId ?? null;
      return refusals(errorsOf(item), variantId, schema);
    });
  return once(found);
}

/** What of a refused listing is on sale all the same. */
async function standing(
  there: ReadonlyMap<string, Item>,
  listing: ListingToPublish,
  ctx: Context,
): Promise<readonly PutProduct[]> {
  const isSome = listing.listing.variants.some(({ sku }) => {
    const item = there.get(sku);
    return item !== undefined && isOnSale(item, ctx);
  });
  const made = isSome ? await madeOf(listing, ctx) : null;
  return made ? [made] : [];
}

/** As Amazon shows it now, with those of its variants that are there; the hub links them by it. */
async function madeOf(listing: ListingToPublish, ctx: Context): Promise<PutProduct | null> {
  const { variants } = listing.listing;
  const rows = await listingsOf([variants.length > 1 ? parentSku(listing) : (variants[0]?.sku ?? "")], ctx);
  const [product] = await productsOf(
    rows.map((raw) => ({ raw, sku: readItem(raw, ctx).sku })),
    ctx,
  );
  if (!product) return null;
  const ext = new Map(product.variants.map((variant) => [variant.key, variant.ext]));
  const made = variants.filter(({ sku }) => ext.has(sku));
  return {
    key: product.key,
    product,
    variants: made.map(({ variantId, sku }) => ({ id: variantId, key: sku, ext: ext.get(sku) ?? {} })),
  };
}
