/**
 * Listings in two steps, each by a file that is answered later: the product for the operator's catalogue (P41), unless
 * it is there already, then the shop's offer on it (OF24). What an attempt wrote is looked for before anything is
 * written again: an offer of a draft has its mark.
 */
import { z } from "zod";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import type { HubText } from "../../commerce/message.ts";
import { createSlices } from "../../commerce/slices.ts";
import type { Context } from "../kit/contract/contract.ts";
import { apart, type FileResults, type FileStep, goesOn, refused } from "../kit/contract/listing-files.ts";
import {
  type AttemptResult,
  inFiles,
  type ListingAttempt,
  type ListingRefusal,
  type Listings,
  type ListingToPublish,
  type PublishResult,
} from "../kit/contract/listings.ts";
import { idText, parseOutcome } from "../kit/parse/parse.ts";
import { upload } from "./client.ts";
import { readTree } from "./listing-catalog.ts";
import { fieldsOf } from "./listing-fields.ts";
import { isOthers, listedOf, offeredOf, offersOf } from "./listing-offers.ts";
import {
  existingReferences,
  indexOf,
  isWaiting,
  keyOf,
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
import { hasPrice, offerBody, productRows, type Reference, referenceOf, shopSkuOf } from "./listing-rows.ts";
import { writeCsv } from "./offer-csv.ts";
import type { ReadOffer } from "./product-read.ts";
import { factsOf } from "./settings.ts";
import { message } from "./words.ts";

/** Ours: nobody publishes a most. A file of so many products is read and written in a few calls. */
const MOST_TOGETHER = 200;
const MOST_VARIANTS = 250;
const MOST_VARIANTS_TOGETHER = 1_000;
/** Orders and stock wait while offers are looked up; the rest is looked up in the next turn. */
const CHECK_MS = 20_000;
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
  /** Of the variants in the file. */
  skus: z.array(z.string()).optional(),
  /** When no offer stood under its SKUs; the product file's turn may come minutes later. */
  freeMs: z.number().optional(),
});
type Handle = z.output<typeof handleSchema>;

type Step = FileStep<Handle>;
interface Work {
  readonly results: FileResults;
  readonly ctx: Context;
  /** The time for looking offers up is over. */
  isOver(): boolean;
}

/** Each step by itself: what waits for a file's turn holds up no answer. Answers are asked for before anything is written. */
async function advance(attempts: readonly ListingAttempt[], ctx: Context): Promise<readonly AttemptResult[]> {
  const results: FileResults = new Map();
  const now = ctx.shopNow();
  const until = ctx.clock.now() + CHECK_MS;
  const work: Work = { results, ctx, isOver: () => ctx.clock.now() > until };
  const steps = attempts.map(({ listing: to, handle, isIncomplete = false }) => ({
    to,
    handle: handle === null ? { ...FRESH, sentMs: now } : handleSchema.parse(JSON.parse(handle)),
    isIncomplete,
  }));
  const isOpen = ({ handle }: Step) => handle.id !== null;
  const [products, offers] = [steps.filter(isProduct), steps.filter((step) => !isProduct(step))];
  const [taken, due]: [Step[], Step[]] = [[], offers.filter((step) => !isOpen(step))];
  for (const [id, own] of byImport(products.filter(isOpen)))
    await apart(own, results, async () => void taken.push(...(await lookAtProducts(id, own, work))));
  await apart(taken, results, async () => void due.push(...(await acceptedOf(taken, work))));
  for (const [id, own] of byImport(offers.filter(isOpen))) await apart(own, results, () => lookAtOffers(id, own, work));
  await apart(due, results, () => writeOffers(due, work));
  const fresh = products.filter((step) => !isOpen(step));
  await apart(fresh, results, () => begin(fresh, work));
  return attempts.map(({ listing }) => results.get(listing) ?? refused([{ text: message("refused.product") }]));
}

/** Nothing is sent yet. */
const FRESH = { step: "product", id: null, isOwn: true } as const;
const isProduct = ({ handle }: Step): boolean => handle.step === "product";

const skusOf = ({ to }: Step): string[] => to.listing.variants.map(({ sku }) => sku);

/** Sends the products the catalogue does not have as one file, once all are looked up. */
async function begin(all: readonly Step[], work: Work): Promise<void> {
  const { results, ctx } = work;
  const isFree = ({ handle: { freeMs = 0 } }: Step) => ctx.shopNow() - freeMs < FREE_MS;
  const { free, isRest } = await readBefore(
    all.filter((step) => !isFree(step)),
    work,
  );
  const fresh: Step[] = [];
  for (const step of [...all.filter(isFree), ...free.map(({ step: one, there }) => markedFree(one, there, ctx))]) {
    if (step.isIncomplete) results.set(step.to, { outcome: "incomplete" });
    else if (isRest) results.set(step.to, goesOn(step.handle, 0));
    else fresh.push(step);
  }
  if (fresh.length === 0) return;
  await apart(fresh, results, () => sendProducts(fresh, work));
}

/** Until then it is not looked up again. */
const FREE_MS = 30 * MINUTE_MS;

const markedFree = (step: Step, there: ReadonlyMap<string, ReadOffer>, ctx: Context): Step => ({
  ...step,
  handle: { ...step.handle, ...(there.size === 0 ? { freeMs: ctx.shopNow() } : {}) },
});

async function sendProducts(fresh: readonly Step[], { results, ctx }: Work): Promise<void> {
  const existing = await existingReferences(
    fresh.map(({ to }) => to),
    ctx,
  );
  const exists = ({ to }: Step, variant: Variant) => {
    const reference = referenceOf(to, variant);
    return reference !== null && existing.has(keyOf(reference));
  };
  const missing: Step[] = [];
  const sentMs = ctx.shopNow();
  for (const step of fresh) {
    const isThere = step.to.listing.variants.every((variant) => exists(step, variant));
    if (!isThere) missing.push(step);
    else results.set(step.to, goesOn({ step: "offer", id: null, sentMs, isOwn: false, skus: skusOf(step) }, 0));
  }
  if (missing.length === 0) return;
  const id = await importProducts(missing, sentMs, ctx);
  for (const step of missing)
    results.set(step.to, goesOn({ step: "product", id, sentMs, isOwn: true, skus: skusOf(step) }, POLL_MS));
}

interface Free {
  readonly step: Step;
  /** Offers of this draft. */
  readonly there: ReadonlyMap<string, ReadOffer>;
}

/** What stands there already is listed, or somebody else's. `isRest`: the time was over before all were looked up. */
async function readBefore(steps: readonly Step[], { results, ctx, isOver }: Work) {
  const free: Free[] = [];
  const { found, failed, unasked, readAt } = await offersOf(steps.map(skusOf), { ctx, isOver });
  for (const step of steps) {
    const { to, handle } = step;
    const skus = skusOf(step);
    const error = skus.map((sku) => failed.get(sku)).find(Boolean);
    const there = new Map(
      skus.flatMap((sku) => {
        const one = found.get(sku);
        return one ? [[sku, one] as const] : [];
      }),
    );
    const taken = to.listing.variants.filter(({ sku }) => isOthers(there.get(sku), to));
    if (error) results.set(to, { outcome: "failed", error });
    else if (taken.length > 0) results.set(to, refused(taken.map(takenIssue)));
    else if (skus.some((sku) => unasked.has(sku))) results.set(to, goesOn(handle, 0));
    else if (there.size === skus.length) results.set(to, listedOf(to, there, { readAt, ctx }));
    else free.push({ step, there });
  }
  return { free, isRest: unasked.size > 0 };
}

type Variant = FilledListing["variants"][number];

const takenIssue = ({ variantId, sku }: Variant): ListingRefusal => ({
  variantId,
  text: message("refused.skuOnSale", { sku }),
});

const importedSchema = z.object({ import_id: idText });

/** The same file again makes the same products: rows are known by the shop's own ids. */
async function importProducts(all: readonly Step[], sentMs: number, ctx: Context): Promise<string> {
  const rows = all.flatMap(({ to }) => productRows(to, ctx).map(({ row }) => row));
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

/** Answers those that were taken in. */
async function lookAtProducts(id: string, own: readonly Step[], { results, ctx }: Work): Promise<readonly Step[]> {
  const state = await productState(id, ctx);
  const isDone = state.import_status === "COMPLETE";
  const isSent = state.import_status === "SENT";
  const report = indexOf(isDone || isSent ? await orNone(productReports(id, state, ctx)) : []);
  const taken: Step[] = [];
  const slice = createSlices();
  for (const step of own) {
    await slice();
    const issues = rowIssues(report, step.to, ctx);
    if (PRODUCT_FAILED.has(state.import_status))
      results.set(step.to, refused([{ text: failure(state.reason_status) }]));
    else if (issues.length > 0) results.set(step.to, refused(issues));
    else if (isDone) taken.push(step);
    else results.set(step.to, goesOn(step.handle, isSent ? waitOf(step.handle, ctx) : POLL_MS));
  }
  return taken;
}

/** Often at first, then as seldom as people look. */
const waitOf = ({ sentMs }: Handle, ctx: Context): number =>
  ctx.shopNow() - sentMs < OPERATOR_MS ? 5 * MINUTE_MS : OPERATOR_MS;

const failure = (texts: string | undefined): HubText =>
  texts === undefined ? message("refused.fileFailed") : message("refused.fileFailedSays", { words: texts });

/** Where the operator has a catalogue manager, it says which products it takes, as a rule soon after the file is done. */
async function acceptedOf(steps: readonly Step[], { results, ctx }: Work): Promise<readonly Step[]> {
  if (!factsOf(ctx.connection).hasCatalogManager || steps.length === 0) return steps;
  const skus = steps.flatMap(({ to }) => to.listing.variants.map((variant) => shopSkuOf(to, variant)));
  const since = Math.min(...steps.map(({ handle }) => handle.sentMs)) - OPERATOR_MS;
  const sheets = await productSheets(skus, since, ctx);
  return steps.filter(({ to, handle }) => {
    const { variants } = to.listing;
    const own = variants.flatMap((variant) => {
      const sheet = sheets.get(shopSkuOf(to, variant));
      return sheet ? [{ sheet, variant }] : [];
    });
    const isUntold = own.length < variants.length && ctx.shopNow() - handle.sentMs < OPERATOR_MS;
    const issues = own.flatMap(({ sheet, variant }) => sheetIssues(sheet, variant.variantId, to));
    if (issues.length > 0) results.set(to, refused(issues));
    else if (isUntold || own.some(({ sheet }) => isWaiting(sheet)))
      results.set(to, goesOn(handle, waitOf(handle, ctx)));
    else return true;
    return false;
  });
}

/** Offers of all these listings in one call. One that stands there already is not written over. */
async function writeOffers(steps: readonly Step[], work: Work): Promise<void> {
  const { results, ctx } = work;
  const due: Free[] = [];
  for (const one of (await readBefore(steps, work)).free) {
    const { to, isIncomplete } = one.step;
    const unpriced = to.listing.variants.filter((variant) => !hasPrice(variant));
    if (isIncomplete) results.set(to, { outcome: "incomplete" });
    else if (unpriced.length > 0) results.set(to, refused(unpriced.map(unpricedIssue)));
    else if (isOther(one.step)) results.set(to, goesOn({ ...FRESH, sentMs: ctx.shopNow() }, 0));
    else due.push(one);
  }
  if (due.length === 0) return;
  const offers = due.flatMap(({ step: { to, handle }, there }) =>
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
  for (const { step } of due) results.set(step.to, goesOn({ ...step.handle, step: "offer", id, sentMs }, POLL_MS));
}

const unpricedIssue = ({ variantId }: Variant): ListingRefusal => ({
  ...{ field: "price", variantId },
  text: message("refused.noPrice"),
});

/** It has variants now that no file has: it begins again. */
const isOther = (step: Step): boolean => {
  const { skus } = step.handle;
  return skus !== undefined && skusOf(step).some((sku) => !skus.includes(sku));
};

function productOf(to: ListingToPublish, variant: Variant, { isOwn }: Handle): Reference {
  const own = { type: "SHOP_SKU", id: shopSkuOf(to, variant) };
  return isOwn ? own : (referenceOf(to, variant) ?? own);
}

async function lookAtOffers(id: string, own: readonly Step[], work: Work): Promise<void> {
  const { results, ctx } = work;
  const state = await offerState(id, ctx);
  const isDone = state.status === "COMPLETE";
  const hasErrors = isDone && (state.has_error_report === true || (state.lines_in_error ?? 0) > 0);
  const report = indexOf(hasErrors ? await orNone(offerReport(id, ctx)) : []);
  const taken: Step[] = [];
  const partly: Refusal[] = [];
  const slice = createSlices();
  for (const step of own) {
    await slice();
    const { to, handle } = step;
    const issues = offerIssues(report, to);
    if (state.status === "FAILED") results.set(to, refused([{ text: failure(state.reason_status) }]));
    else if (issues.length > 0) {
      const skus = takenSkus(to, issues);
      if (skus.length === 0) results.set(to, refused(issues));
      else partly.push({ step, issues, skus });
    } else if (isDone) taken.push(step);
    else results.set(to, goesOn(handle, waitOf(handle, ctx)));
  }
  for (const { step } of (await readBefore(taken, work)).free) results.set(step.to, notShown(step, ctx));
  await refusePartly(partly, work);
}

interface Refusal {
  readonly step: Step;
  readonly issues: readonly ListingRefusal[];
  /** Of variants the operator took all the same. */
  readonly skus: readonly string[];
}

function takenSkus({ listing }: ListingToPublish, issues: readonly ListingRefusal[]): string[] {
  const faulty = new Set(issues.map(({ variantId }) => variantId));
  if (faulty.has(undefined)) return [];
  return listing.variants.flatMap(({ variantId, sku }) => (faulty.has(variantId) ? [] : [sku]));
}

/** Offers of refused listings that the shop has all the same are linked, so that their stock follows; they are waited for. */
async function refusePartly(refusals: readonly Refusal[], work: Work): Promise<void> {
  const { results, ctx } = work;
  if (refusals.length === 0) return;
  const { readAt, found, failed, unasked } = await offersOf(
    refusals.map(({ skus }) => skus),
    work,
  );
  for (const { step, issues, skus } of refusals) {
    const { to, handle } = step;
    const error = skus.map((sku) => failed.get(sku)).find(Boolean);
    const isWhole = skus.every((sku) => found.has(sku));
    if (error) results.set(to, { outcome: "failed", error });
    else if (skus.some((sku) => unasked.has(sku))) results.set(to, goesOn(handle, 0));
    else if (!isWhole && ctx.shopNow() - handle.sentMs <= OPERATOR_MS) results.set(to, goesOn(handle, POLL_MS));
    else {
      const own = new Map([...found].filter(([sku, offer]) => skus.includes(sku) && !isOthers(offer, to)));
      results.set(to, { outcome: "refused", issues, made: offeredOf(to, own, { readAt, ctx }) });
    }
  }
}

/** An offer that was taken in is shown at once, or a look later. */
function notShown(step: Step, ctx: Context): PublishResult {
  const now = ctx.shopNow();
  if (isOther(step)) return goesOn({ ...FRESH, sentMs: now }, 0);
  return now - step.handle.sentMs > OPERATOR_MS
    ? refused([{ text: message("refused.offerNotShown") }])
    : goesOn(step.handle, POLL_MS);
}

export const listings: Listings = {
  categories: readTree,
  async requirements(categoryKey, ctx) {
    return { version: "", fields: await fieldsOf(categoryKey, ctx), mostVariants: MOST_VARIANTS };
  },
  ...inFiles({ most: MOST_TOGETHER, mostVariants: MOST_VARIANTS_TOGETHER, advance }),
};
