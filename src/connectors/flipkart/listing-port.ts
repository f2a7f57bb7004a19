/**
 * Offers on items of Flipkart's catalog. The API tells no categories and takes no titles or images: all offers ask for the
 * same. An offer is written whole under its SKU, over what stands there, so that is looked at first.
 */
import type { FilledListing, ListingSchema, ListingValues } from "../../commerce/listing/schema.ts";
import { readMeasure } from "../../commerce/listing/units.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import {
  type ListingRefusal,
  type Listings,
  type ListingToPublish,
  orRefused,
  type PublishResult,
} from "../kit/contract/listings.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { offerFields } from "./listing-fields.ts";
import { type ReadListing, readListings, SKUS_A_CALL } from "./listing-reads.ts";
import { toProduct } from "./listings.ts";
import { listingAnswersSchema } from "./schemas.ts";
import { english, message } from "./words.ts";

/** The one category there is. */
const OFFER = "offer";
/** Ours: every variant is an offer of its own, ten a call. */
const MOST_VARIANTS = 100;

const POLL_MS = 15_000;
/** UNVERIFIED: an offer that was taken is shown at once; a person is told of one that is not after this. */
const PATIENCE_MS = 30 * 60_000;

type Variant = FilledListing["variants"][number];

export const listings: Listings = {
  categories: async () => ({
    version: "1",
    categories: [{ key: OFFER, name: english("listing.category"), isLeaf: true }],
  }),
  suggest: async () => [OFFER],
  async requirements(categoryKey, ctx): Promise<ListingSchema> {
    if (categoryKey !== OFFER) throw new ConnectorError({ kind: "not_found" }, message("error.noCategory"));
    return { version: "3.0", fields: offerFields(ctx), mostVariants: MOST_VARIANTS };
  },
  publish: (listing, ctx) => orRefused(() => publish(listing, ctx)),
  async poll(handle, listing, ctx) {
    return settled(listing, Number(handle), ctx);
  },
};

async function publish(listing: ListingToPublish, ctx: Context): Promise<PublishResult> {
  const { product, variants } = listing.listing;
  const there = await shown(listing, ctx);
  const taken = variants.filter(({ sku, values }) => {
    const cached = there.get(sku);
    return cached !== undefined && cached.listing.product_id !== firstOf({ ...product, ...values }, "product_id");
  });
  if (taken.length > 0)
    return {
      outcome: "refused",
      issues: taken.map(({ variantId, sku }) => ({ variantId, text: message("refused.skuListed", { sku }) })),
    };
  const issues: ListingRefusal[] = [];
  const missing = variants.filter(({ sku }) => !there.has(sku));
  for (const some of chunks(missing, SKUS_A_CALL)) issues.push(...(await create(some, listing, ctx)));
  if (issues.length === 0) return settled(listing, ctx.clock.now(), ctx);
  return { outcome: "refused", issues, made: await standing(listing, ctx) };
}

async function shown({ listing }: ListingToPublish, ctx: Context): Promise<ReadonlyMap<string, ReadListing>> {
  const { items, unread } = await readListings(
    listing.variants.map(({ sku }) => sku),
    ctx,
  );
  // What stands there and cannot be read must not be written over.
  if (unread.length > 0) throw new ConnectorError({ kind: "drift", path: "available" }, message("error.offerUnread"));
  return new Map(items.map((one) => [one.sku, one]));
}

/** Each SKU is taken or refused by itself; status 200 says nothing of them. */
async function create(
  variants: readonly Variant[],
  { listing, schema }: ListingToPublish,
  ctx: Context,
): Promise<readonly ListingRefusal[]> {
  // One of several may be refused: the others sell nothing until they are linked and their stock follows.
  const stock: ListingValues = listing.variants.length > 1 ? { "locations.inventory": ["0"] } : {};
  const bodies = variants.map(
    ({ sku, values }) => [sku, offerBody(sku, { ...listing.product, ...values, ...stock })] as const,
  );
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/sellers/listings/v3",
    json: Object.fromEntries(bodies),
    operation: "listings.create",
  });
  const answers = parseResponse(listingAnswersSchema, body, { ctx, what: "the answer to new listings" });
  return variants.flatMap(({ sku, variantId }): readonly ListingRefusal[] => {
    const reported = Object.hasOwn(answers, sku) ? answers[sku] : undefined;
    if (!reported) return [{ variantId, text: message("refused.answerLeavesSkuOut") }];
    return reported.status === "SUCCESS" || reported.status === "WARNING" ? [] : refusals(reported, variantId, schema);
  });
}

type Answer = (typeof listingAnswersSchema)["_output"][string];

function refusals(
  { errors, attribute_errors: attributes, status }: Answer,
  variantId: string,
  { fields }: ListingSchema,
): readonly ListingRefusal[] {
  const found = [...attributes, ...errors].filter(({ severity }) => severity !== "WARNING");
  if (found.length === 0) return [{ variantId, text: message("refused.refusedListingWithoutWord", { code: status }) }];
  return found.map(({ attribute, path, description, code }) => {
    const name = attribute ?? path ?? "";
    const field = fields.find(({ key }) => key === name) ?? fields.find(({ key }) => key.startsWith(`${name}.`));
    const text = description ?? message("refused.refusedListingWithoutWord", { code: String(code ?? status) });
    return { text, variantId, ...(field && name !== "" ? { field: field.key } : {}) };
  });
}

const firstOf = (values: ListingValues, key: string): string | undefined => values[key]?.[0];

type Node = { readonly [key: string]: Json };

/** What is not filled in is left out. */
function group(values: ListingValues, name: string, keys: Readonly<Record<string, (text: string) => Json>>): Node {
  const parts = Object.entries(keys).flatMap(([key, write]) => {
    const text = firstOf(values, `${name}.${key}`);
    return text === undefined ? [] : [[key, write(text)] as const];
  });
  return Object.fromEntries(parts);
}

const asText = (text: string): Json => text;
const asNumber = (text: string): Json => jsonNumber(String(Math.trunc(Number(text))));
const asMeasure = (text: string): Json => jsonNumber(String(readMeasure(text)?.value ?? 0));
/** Seconds, as the description's example has them. */
const asTime = (text: string): Json => jsonNumber(String(Date.parse(text) / 1000));
const asDays = (text: string): Json => jsonNumber(String(Number(text) * 86_400));

const wholeOf = (name: string, node: Node): Node => (Object.keys(node).length === 0 ? {} : { [name]: node });

export function offerBody(sku: string, values: ListingValues): Node {
  const amounts = (name: string, ...keys: readonly string[]): Node => {
    const reported = group(values, name, Object.fromEntries(keys.map((key) => [key, asNumber])));
    return wholeOf(name, Object.keys(reported).length === 0 ? {} : { ...reported, currency: "INR" });
  };
  const sides = group(values, "packages", { length: asMeasure, breadth: asMeasure, height: asMeasure });
  const addresses = Object.entries(values).flatMap(([key, own]) =>
    key.startsWith("address_label.") ? [[key.slice("address_label.".length), [...own]] as const] : [],
  );
  const text = (key: string): Node => {
    const value = firstOf(values, key);
    return value === undefined ? {} : { [key]: value };
  };
  return {
    ...text("product_id"),
    ...amounts("price", "mrp", "selling_price"),
    ...wholeOf("tax", group(values, "tax", { hsn: asText, tax_code: asText })),
    ...text("listing_status"),
    ...amounts("shipping_fees", "local", "zonal", "national"),
    ...text("fulfillment_profile"),
    ...wholeOf(
      "fulfillment",
      group(values, "fulfillment", {
        dispatch_sla: asNumber,
        shipping_provider: asText,
        procurement_type: asText,
        region_restriction: asText,
      }),
    ),
    packages: [{ name: sku, ...wholeOf("dimensions", sides), ...group(values, "packages", { weight: asMeasure }) }],
    locations: [{ ...group(values, "locations", { id: asText, inventory: asNumber }), status: "ENABLED" }],
    ...wholeOf("address_label", Object.fromEntries(addresses)),
    ...wholeOf(
      "dating_label",
      group(values, "dating_label", { mfg_date: asTime, expiry_date: asTime, shelf_life: asDays }),
    ),
  };
}

async function settled(listing: ListingToPublish, sentAtMs: number, ctx: Context): Promise<PublishResult> {
  const waitedMs = ctx.clock.now() - sentAtMs;
  const made = await standing(listing, ctx);
  const [first, ...others] = made;
  if (first && made.length === listing.listing.variants.length) return { outcome: "listed", made: first, others };
  if (waitedMs < PATIENCE_MS) return { outcome: "accepted", handle: String(sentAtMs), pollAfterMs: POLL_MS };
  return { outcome: "refused", issues: [{ text: message("refused.offerNotShown") }], made };
}

/** Each offer is a product of its own there. */
async function standing(listing: ListingToPublish, ctx: Context): Promise<readonly PutProduct[]> {
  const readAt = ctx.clock.now();
  const there = await shown(listing, ctx);
  return listing.listing.variants.flatMap(({ sku, variantId }): PutProduct[] => {
    const read = there.get(sku);
    if (!read) return [];
    const product = toProduct(read, readAt, ctx);
    const variants = product.variants.map(({ key, ext }) => ({ id: variantId, key, ext }));
    return [{ key: product.key, product, variants }];
  });
}
