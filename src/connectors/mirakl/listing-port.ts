/**
 * Listings in two steps, each by a file that is answered later: the product for the operator's catalogue (P41), unless
 * it is there already, then the shop's offer on it (OF24). What an attempt wrote is looked for before anything is
 * written again: an offer of a draft has its mark.
 */
import { z } from "zod";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import type { HubText } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import {
  inFiles,
  type ListingAttempt,
  type ListingRefusal,
  type Listings,
  type ListingToPublish,
  orWait,
  type PublishResult,
} from "../kit/contract/listings.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { idText, listOf, parseOutcome, parseResponse } from "../kit/parse/parse.ts";
import { read, upload } from "./client.ts";
import { readTree } from "./listing-catalog.ts";
import { fieldsOf } from "./listing-fields.ts";
import {
  isWaiting,
  offerIssues,
  offerReport,
  offerState,
  orNone,
  productReports,
  productSheets,
  productState,
  rowIssues,
  sheetIssues,
} from "./listing-reports.ts";
import { markOf, offerBody, productRows, type Reference, referenceOf, shopSkuOf } from "./listing-rows.ts";
import { writeCsv } from "./offer-csv.ts";
import { toProduct } from "./product-mapping.ts";
import { offerOf, offersBySku } from "./product-read.ts";
import type { Offer } from "./schemas.ts";
import { factsOf } from "./settings.ts";
import { message } from "./words.ts";

/** Ours: nobody publishes a most. A file of so many products is read and written in a few calls. */
const MOST_TOGETHER = 200;
const MOST_VARIANTS = 250;

const MINUTE_MS = 60_000;
/** Operators look at products for hours or days. */
const OPERATOR_MS = 60 * MINUTE_MS;
/** Each look of several minutes: the reports of the steps come one after the other. */
const POLL_MS = 2 * MINUTE_MS;

const handleSchema = z.object({
  step: z.enum(["product", "offer"]),
  /** Of the import; null: the file, or the offer, is still to be sent. */
  id: z.string().nullable(),
  sentMs: z.number(),
  /** The product is the shop's own, taken in from its file. */
  isOwn: z.boolean(),
});
type Handle = z.output<typeof handleSchema>;

interface Step {
  readonly to: ListingToPublish;
  readonly handle: Handle;
}

const goesOn = (handle: Handle, pollAfterMs = POLL_MS): PublishResult => ({
  outcome: "accepted",
  handle: JSON.stringify(handle),
  pollAfterMs,
});
const refused = (issues: readonly ListingRefusal[]): PublishResult => ({ outcome: "refused", issues });

/** Each step by itself: what waits for a file's turn holds up no answer. Answers are asked for before anything is written. */
async function advance(attempts: readonly ListingAttempt[], ctx: Context): Promise<readonly PublishResult[]> {
  const results: Results = new Map();
  const now = ctx.shopNow();
  const steps = attempts.map(({ listing: to, handle }) => ({
    to,
    handle: handle === null ? { ...FRESH, sentMs: now } : handleSchema.parse(JSON.parse(handle)),
  }));
  const apart = (some: readonly Step[], work: () => Promise<Results>) =>
    orWait(
      async () => {
        for (const [to, result] of await work()) results.set(to, result);
      },
      (waitMs) => {
        for (const { to, handle } of some) results.set(to, goesOn(handle, waitMs));
      },
    );
  const isOpen = ({ handle }: Step) => handle.id !== null;
  const [products, offers] = [steps.filter(isProduct), steps.filter((step) => !isProduct(step))];
  const due = offers.filter((step) => !isOpen(step));
  for (const [id, own] of byImport(products.filter(isOpen)))
    await apart(own, async () => {
      const { told, ready } = await lookAtProducts(id, own, ctx);
      due.push(...ready);
      return told;
    });
  for (const [id, own] of byImport(offers.filter(isOpen))) await apart(own, () => lookAtOffers(id, own, ctx));
  await apart(due, () => writeOffers(due, ctx));
  const fresh = products.filter((step) => !isOpen(step));
  await apart(fresh, () =>
    begin(
      fresh.map(({ to }) => to),
      ctx,
    ),
  );
  return attempts.map(({ listing }) => results.get(listing) ?? refused([{ text: message("refused.product") }]));
}

/** Nothing is sent yet. */
const FRESH = { step: "product", id: null, isOwn: true } as const;
const isProduct = ({ handle }: Step): boolean => handle.step === "product";

type Results = Map<ListingToPublish, PublishResult>;

const skusOf = (all: readonly ListingToPublish[]): string[] =>
  all.flatMap(({ listing }) => listing.variants.map(({ sku }) => sku));

/** Sends the products the catalogue does not have as one file. */
async function begin(all: readonly ListingToPublish[], ctx: Context): Promise<Results> {
  const results: Results = new Map();
  if (all.length === 0) return results;
  const offers = await offersBySku(skusOf(all), ctx);
  const fresh: ListingToPublish[] = [];
  for (const to of all) {
    const { variants } = to.listing;
    const taken = variants.filter(({ sku }) => isOthers(offers.get(sku), to));
    if (taken.length > 0) results.set(to, refused(taken.map(takenIssue)));
    else if (variants.every(({ sku }) => offers.has(sku))) results.set(to, await listedOf(to, ctx));
    else fresh.push(to);
  }
  const known = await knownReferences(fresh, ctx);
  const isKnown = (to: ListingToPublish, variant: Variant) => {
    const reference = referenceOf(to, variant);
    return reference !== null && known.has(keyOf(reference));
  };
  const missing = fresh.filter((to) => !to.listing.variants.every((variant) => isKnown(to, variant)));
  const sentMs = ctx.shopNow();
  for (const to of fresh) results.set(to, goesOn({ step: "offer", id: null, sentMs, isOwn: false }, 0));
  if (missing.length === 0) return results;
  const id = await importProducts(missing, sentMs, ctx);
  for (const to of missing) results.set(to, goesOn({ step: "product", id, sentMs, isOwn: true }));
  return results;
}

type Variant = FilledListing["variants"][number];

const isOthers = (offer: Offer | undefined, { id }: ListingToPublish): boolean =>
  offer !== undefined && offer.internal_description !== markOf(id);

const takenIssue = ({ variantId, sku }: Variant): ListingRefusal => ({
  variantId,
  text: message("refused.skuOnSale", { sku }),
});

const keyOf = ({ type, id }: Reference): string => `${type}|${id}`;
/** P31 answers a hundred at most. */
const REFERENCES = 100;
const productsSchema = z.object({ products: listOf(z.object({ product_id: idText, product_id_type: z.string() })) });

/** Those of the barcodes that the marketplace's catalogue has; none where it does not know their kind. */
async function knownReferences(all: readonly ListingToPublish[], ctx: Context): Promise<ReadonlySet<string>> {
  const asked = all.flatMap((to) => to.listing.variants.flatMap((variant) => referenceOf(to, variant) ?? []));
  const keys = [...new Set(asked.map(keyOf))];
  const known = new Set<string>();
  for (let at = 0; at < keys.length; at += REFERENCES) {
    const query = [["product_references", keys.slice(at, at + REFERENCES).join(",")]] as const;
    try {
      const body = await read(ctx, "/products", "products.find", query);
      const { products } = parseResponse(productsSchema, body, { ctx, what: "products" });
      for (const { product_id: id, product_id_type: type } of products) known.add(keyOf({ id, type }));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return known;
}

const importedSchema = z.object({ import_id: idText });

/** The same file again makes the same products: rows are known by the shop's own ids. */
async function importProducts(all: readonly ListingToPublish[], sentMs: number, ctx: Context): Promise<string> {
  const rows = all.flatMap((to) => productRows(to, ctx).map(({ row }) => row));
  const csv = writeCsv([], rows, Math.floor(sentMs / MINUTE_MS));
  const body = await upload(ctx, {
    url: "/products/imports",
    operation: "products.import",
    csv,
    // In the columns the attributes name, whatever the shop set up for its own files.
    fields: { operator_format: "true" },
  });
  return parseOutcome(importedSchema, body, { ctx, what: "the product import" }).import_id;
}

const byImport = (steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> =>
  Map.groupBy(steps, ({ handle }) => handle.id ?? "");

const PRODUCT_FAILED: ReadonlySet<string> = new Set(["TRANSFORMATION_FAILED", "FAILED", "CANCELLED"]);

/** `ready`: products that are in the catalogue, whose offers are due. */
async function lookAtProducts(id: string, own: readonly Step[], ctx: Context) {
  const told: Results = new Map();
  const state = await productState(id, ctx);
  const isDone = state.import_status === "COMPLETE";
  const isSent = state.import_status === "SENT";
  const report = isDone || isSent ? await orNone(productReports(id, state, ctx)) : [];
  const taken: Step[] = [];
  for (const step of own) {
    const issues = rowIssues(report, step.to, ctx);
    if (PRODUCT_FAILED.has(state.import_status)) told.set(step.to, refused([{ text: failure(state.reason_status) }]));
    else if (issues.length > 0) told.set(step.to, refused(issues));
    else if (isDone) taken.push(step);
    else told.set(step.to, goesOn(step.handle, isSent ? waitOf(step.handle, ctx) : POLL_MS));
  }
  return { told, ready: await acceptedOf(taken, told, ctx) };
}

/** Often at first, then as seldom as people look. */
const waitOf = ({ sentMs }: Handle, ctx: Context): number =>
  ctx.shopNow() - sentMs < OPERATOR_MS ? 5 * MINUTE_MS : OPERATOR_MS;

const failure = (words: string | undefined): HubText =>
  words === undefined ? message("refused.fileFailed") : message("refused.fileFailedSays", { words });

/** Where the operator has a catalogue manager, it says which products it takes. */
async function acceptedOf(steps: readonly Step[], told: Results, ctx: Context): Promise<readonly Step[]> {
  if (!factsOf(ctx.connection).hasCatalogManager || steps.length === 0) return steps;
  const skus = steps.flatMap(({ to }) => to.listing.variants.map((variant) => shopSkuOf(to, variant)));
  const since = Math.min(...steps.map(({ handle }) => handle.sentMs)) - OPERATOR_MS;
  const sheets = await productSheets(skus, since, ctx);
  return steps.filter(({ to, handle }) => {
    const own = to.listing.variants.flatMap((variant) => {
      const sheet = sheets.get(shopSkuOf(to, variant));
      return sheet ? [{ sheet, variant }] : [];
    });
    const issues = own.flatMap(({ sheet, variant }) => sheetIssues(sheet, variant.variantId, to));
    if (issues.length > 0) told.set(to, refused(issues));
    else if (own.some(({ sheet }) => isWaiting(sheet))) told.set(to, goesOn(handle, waitOf(handle, ctx)));
    else return true;
    return false;
  });
}

/** Offers of all these listings in one call. One that stands there already is not written over. */
async function writeOffers(steps: readonly Step[], ctx: Context): Promise<Results> {
  const results: Results = new Map();
  if (steps.length === 0) return results;
  const there = await offersBySku(skusOf(steps.map(({ to }) => to)), ctx);
  const due: Step[] = [];
  for (const step of steps) {
    const { to } = step;
    const { variants } = to.listing;
    const taken = variants.filter(({ sku }) => isOthers(there.get(sku), to));
    if (taken.length > 0) results.set(to, refused(taken.map(takenIssue)));
    else if (variants.every(({ sku }) => there.has(sku))) results.set(to, await listedOf(to, ctx));
    else due.push(step);
  }
  if (due.length === 0) return results;
  const offers = due.flatMap(({ to, handle }) =>
    to.listing.variants
      .filter(({ sku }) => !there.has(sku))
      .map((variant) => offerBody(to, variant, productOf(to, variant, handle))),
  );
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/offers",
    operation: "offers.create",
    json: { offers },
  });
  const { import_id: id } = parseOutcome(importedSchema, body, { ctx, what: "the offer import" });
  const sentMs = ctx.shopNow();
  for (const { to, handle } of due) results.set(to, goesOn({ ...handle, step: "offer", id, sentMs }));
  return results;
}

function productOf(to: ListingToPublish, variant: Variant, { isOwn }: Handle): Reference {
  const own = { type: "SHOP_SKU", id: shopSkuOf(to, variant) };
  return isOwn ? own : (referenceOf(to, variant) ?? own);
}

async function lookAtOffers(id: string, own: readonly Step[], ctx: Context): Promise<Results> {
  const results: Results = new Map();
  const state = await offerState(id, ctx);
  const isDone = state.status === "COMPLETE";
  const hasErrors = isDone && (state.has_error_report === true || (state.lines_in_error ?? 0) > 0);
  const report = hasErrors ? await orNone(offerReport(id, ctx)) : [];
  for (const { to, handle } of own) {
    const issues = offerIssues(report, to);
    if (state.status === "FAILED") results.set(to, refused([{ text: failure(state.reason_status) }]));
    else if (issues.length > 0) results.set(to, refused(issues));
    else if (isDone) results.set(to, await shownOr(to, handle, ctx));
    else results.set(to, goesOn(handle, waitOf(handle, ctx)));
  }
  return results;
}

/** An offer that was taken in is shown at once, or a look later. */
async function shownOr(to: ListingToPublish, handle: Handle, ctx: Context): Promise<PublishResult> {
  const there = await offersBySku(
    to.listing.variants.map(({ sku }) => sku),
    ctx,
  );
  if (to.listing.variants.every(({ sku }) => there.has(sku))) return listedOf(to, ctx);
  return ctx.shopNow() - handle.sentMs > OPERATOR_MS
    ? refused([{ text: message("refused.offerNotShown") }])
    : goesOn(handle);
}

/** Each variant is an offer of its own. */
async function listedOf(to: ListingToPublish, ctx: Context): Promise<PublishResult> {
  const items: PutProduct[] = [];
  for (const { variantId, sku } of to.listing.variants) {
    const readAt = ctx.clock.now();
    const found = await offerOf(sku, ctx);
    if (!found) throw new ConnectorError({ kind: "transient" }, message("waits.notShown"));
    items.push({
      key: sku,
      product: toProduct(found, readAt, ctx),
      variants: [{ id: variantId, key: sku, ext: null }],
    });
  }
  const [made, ...others] = items;
  if (!made) throw new RangeError("a listing has variants");
  return { outcome: "listed", made, others };
}

export const listings: Listings = {
  categories: readTree,
  async requirements(categoryKey, ctx) {
    return { version: "", fields: await fieldsOf(categoryKey, ctx), mostVariants: MOST_VARIANTS };
  },
  ...inFiles({ most: MOST_TOGETHER, advance }),
};
