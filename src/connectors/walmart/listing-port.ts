/**
 * Listings by the item feed: many items a feed, ten feeds an hour, each answered by its report. Items are looked up by
 * their SKU before they are sent, and no feed holds a quantity: a feed sent twice sells nothing twice.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import {
  apart,
  type FileResults,
  type FileStep,
  goesOn,
  isOfOneItem,
  orReported,
  refused,
} from "../kit/contract/listing-files.ts";
import {
  type AttemptResult,
  inFiles,
  type ListingAttempt,
  type ListingRefusal,
  type Listings,
  type ListingToPublish,
  type PublishResult,
} from "../kit/contract/listings.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { upload } from "./client.ts";
import { AGAIN, type FeedRow, failure, reportOf } from "./feeds.ts";
import { withDemands } from "./listing-demands.ts";
import { fieldsOf } from "./listing-fields.ts";
import { feedItems, fieldNamed, isAxis } from "./listing-items.ts";
import {
  isOthers,
  isThere,
  type Progress,
  progressSchema,
  readShown,
  type Shown,
  type Variant,
} from "./listing-shown.ts";
import { FEED_TYPE, readSpec, readTree } from "./listing-spec.ts";
import { feedSchema } from "./schemas.ts";
import { itemSpecOf } from "./settings.ts";
import { message } from "./words.ts";

const MOST_TOGETHER = 200;
const MOST_VARIANTS = 250;
/** The description recommends this many; ten thousand are the most. */
const ITEMS_A_FEED = 1_000;
/** Orders and stock wait while items are looked up, sixty a minute; the rest is looked up in the next turn. */
const POLL_MS = 20_000;

const MINUTE_MS = 60_000;
/** The guide looks after 15 minutes, one hour, two and four. */
const FIRST_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Ours: what a feed took is shown within a day as a rule, and rows that failed there are sent again every hour. */
const PATIENCE_MS = 48 * HOUR_MS;
/** A refusal waits no longer for those of its variants that were taken: the guide's last look. */
const REFUSAL_MS = 4 * HOUR_MS;
/** Until then what was free is not looked up again: the feed's turn may come minutes later. */
const FREE_MS = 30 * MINUTE_MS;

const handleSchema = z.object({
  id: z.string().nullable(),
  sentMs: z.number(),
  /** Of the first of the feeds that were sent one after the other. */
  firstMs: z.number().optional(),
  /** In the feed. */
  skus: z.array(z.string()).optional(),
  /** When nothing stood under its SKUs. */
  freeMs: z.number().optional(),
  /** Of a family whose looking up takes several turns. */
  progress: progressSchema.optional(),
});
type Handle = z.output<typeof handleSchema>;

type Step = FileStep<Handle>;
/** Each feed by itself: what waits for its turn holds up no answer. */
async function advance(attempts: readonly ListingAttempt[], ctx: Context): Promise<readonly AttemptResult[]> {
  const results: FileResults = new Map();
  const now = ctx.shopNow();
  const until = ctx.clock.now() + POLL_MS;
  const work: Work = { results, ctx, isOver: () => ctx.clock.now() > until };
  const steps = attempts.map(
    ({ listing: to, handle, isIncomplete = false }): Step => ({
      to,
      handle: handle === null ? { id: null, sentMs: now } : handleSchema.parse(JSON.parse(handle)),
      isIncomplete,
    }),
  );
  const sent = steps.filter(({ handle }) => handle.id !== null);
  for (const [id, own] of Map.groupBy(sent, ({ handle }) => handle.id ?? ""))
    await apart(own, results, () => readNow(id, own, work));
  const due = steps.filter(({ handle }) => handle.id === null);
  await apart(due, results, () => send(due, work));
  return attempts.map(({ listing }) => results.get(listing) ?? refused([{ text: message("refused.feedRow") }]));
}

interface Work {
  readonly results: FileResults;
  readonly ctx: Context;
  /** The time for looking items up is over. */
  isOver(): boolean;
}

/** What stands there already is listed, or somebody else's; once all is looked up, the rest goes in as few feeds as hold it. */
async function send(all: readonly Step[], work: Work): Promise<void> {
  const { results, ctx } = work;
  const isFree = ({ handle: { freeMs = 0 } }: Step) => ctx.shopNow() - freeMs < FREE_MS;
  const { free, restMs } = await readBefore(
    all.filter((step) => !isFree(step)),
    work,
  );
  const open: Step[] = [];
  for (const step of [...all.filter(isFree), ...free]) {
    if (step.isIncomplete) results.set(step.to, { outcome: "incomplete" });
    else if (restMs !== null) results.set(step.to, goesOn(step.handle, restMs));
    else open.push(step);
  }
  for (const some of inFeeds(open)) await apart(some, results, () => sendFeed(some, work));
}

/** `restMs`: what was not looked at goes on after so long; null: all was. */
async function readBefore(steps: readonly Step[], work: Work) {
  const { results } = work;
  const free: Step[] = [];
  let restMs: number | null = null;
  for (const step of steps) {
    const { to, handle } = step;
    // One at least: each turn comes further.
    if (restMs === null && step !== steps[0] && work.isOver()) restMs = 0;
    if (restMs === null)
      await orReported(() => lookAtOne(step, free, work), {
        wait(waitMs) {
          restMs = waitMs;
        },
        fail(error) {
          if (!isOfOneItem(error)) throw error;
          results.set(to, { outcome: "failed", error });
        },
      });
    if (restMs !== null) results.set(to, goesOn(handle, restMs));
  }
  return { free, restMs };
}

async function lookAtOne(step: Step, free: Step[], { results, ctx, isOver }: Work): Promise<void> {
  const { to, handle } = step;
  const { progress, ...plain } = handle;
  const isFresh = progress !== undefined && ctx.shopNow() - progress.sinceMs < FREE_MS;
  const { shown, rest } = await readShown(to, { before: isFresh ? progress : undefined, isOver }, ctx);
  const taken = shown.filter((one) => isOthers(one, to));
  const there = shown.filter(isThere);
  if (taken.length > 0) results.set(to, refused(taken.map(({ variant }) => takenIssue(variant))));
  else if (rest !== null) results.set(to, goesOn({ ...plain, progress: rest }, 0));
  else if (there.length === to.listing.variants.length) results.set(to, listedAs(there));
  else free.push({ ...step, handle: { ...plain, freeMs: ctx.shopNow() } });
}

async function sendFeed(some: readonly Step[], { results, ctx }: Work): Promise<void> {
  const sentMs = ctx.shopNow();
  const content: Json = {
    MPItemFeedHeader: { businessUnit: "WALMART_US", locale: "en", version: itemSpecOf(ctx.connection.settings) },
    MPItem: some.flatMap(({ to }) => [...feedItems(to)]),
  };
  const body = await upload(ctx, { query: [["feedType", FEED_TYPE]], operation: "items.feed" }, stringifyJson(content));
  const { feedId: id } = parseOutcome(feedSchema, body, { ctx, what: "the item feed" });
  for (const { to, handle } of some) {
    const skus = to.listing.variants.map(({ sku }) => sku);
    results.set(to, goesOn({ id, sentMs, firstMs: handle.firstMs ?? sentMs, skus }, FIRST_MS));
  }
}

/** Items of one listing stay together. */
function inFeeds(all: readonly Step[]): readonly (readonly Step[])[] {
  const feeds: Step[][] = [];
  let room = 0;
  for (const step of all) {
    const size = step.to.listing.variants.length;
    const last = feeds.at(-1);
    if (last && size <= room) last.push(step);
    else feeds.push([step]);
    room = (last && size <= room ? room : ITEMS_A_FEED) - size;
  }
  return feeds;
}

const takenIssue = ({ variantId, sku }: Variant): ListingRefusal => ({
  variantId,
  text: message("refused.skuOnSale", { sku }),
});

function listedAs(shown: readonly Shown[]): PublishResult {
  const [made, ...others] = shown.map((one) => one.made);
  if (!made) throw new RangeError("a listing has variants");
  return { outcome: "listed", made, others };
}

/** What became of a feed, for each listing in it. */
async function readNow(id: string, steps: readonly Step[], work: Work): Promise<void> {
  const { results, ctx } = work;
  const { state, rows } = await reportOf(id, ctx);
  const isDone = state.feedStatus === "PROCESSED";
  for (const step of steps) {
    const { to, handle } = step;
    if (state.feedStatus === "ERROR") results.set(to, refused([{ text: failure(state) }]));
    else if (!isDone) results.set(to, later(handle, ctx));
    else if (step !== steps[0] && work.isOver()) results.set(to, goesOn(handle, 0));
    else
      try {
        results.set(to, await outcomeOf(step, rows, work));
      } catch (error) {
        if (!isOfOneItem(error)) throw error;
        results.set(to, { outcome: "failed", error });
      }
  }
}

/** Not for ever. */
function later(handle: Handle, ctx: Context, next: Handle = handle): PublishResult {
  const now = ctx.shopNow();
  if (now - (handle.firstMs ?? handle.sentMs) > PATIENCE_MS) return refused([{ text: message("refused.notShown") }]);
  return goesOn(next, next.id !== null && now - handle.sentMs < HOUR_MS ? FIRST_MS : HOUR_MS);
}

async function outcomeOf({ to, handle }: Step, rows: ReadonlyMap<string, FeedRow>, work: Work): Promise<PublishResult> {
  const { ctx, isOver } = work;
  const { variants } = to.listing;
  const isSent = ({ sku }: Variant) => handle.skus?.includes(sku) ?? true;
  const own = variants.filter(isSent).map((variant) => ({ variant, row: rows.get(variant.sku) }));
  const states = own.map(({ row }) => row?.ingestionStatus ?? "");
  const issues = own.flatMap(({ variant, row }) => issuesOf(row, variant, to));
  if (issues.length > 0) {
    const taken = own.flatMap(({ variant, row }) => (row?.ingestionStatus === "SUCCESS" ? [variant] : []));
    return refusedOf({ to, handle }, { issues, taken }, work);
  }
  // Rows of these are taken an hour later, in another feed.
  if (states.some((state) => AGAIN.has(state)))
    return later(handle, ctx, { id: null, sentMs: handle.sentMs, firstMs: handle.firstMs ?? handle.sentMs });
  if (states.some((state) => state !== "SUCCESS")) return later(handle, ctx);
  // Variants that came since are in no feed.
  if (own.length < variants.length) return goesOn({ id: null, sentMs: handle.sentMs }, 0);
  const { shown, rest, found } = await readShown(to, { before: handle.progress, isOver }, ctx);
  if (rest !== null) return goesOn({ ...handle, progress: rest }, 0);
  const there = shown.filter(isThere);
  return there.length === variants.length ? listedAs(there) : later(handle, ctx, seenIn(handle, found, there));
}

/** What is shown is not looked up again; what is not may be by the next time. */
function seenIn(handle: Handle, found: Progress["found"], there: readonly Shown[]): Handle {
  const skus = new Set(there.map(({ variant }) => variant.sku));
  return { ...handle, progress: { sinceMs: handle.sentMs, free: [], found: found.filter(([sku]) => skus.has(sku)) } };
}

interface Refusal {
  readonly issues: readonly ListingRefusal[];
  /** Variants the feed took all the same. */
  readonly taken: readonly Variant[];
}

/** Items of a refused listing that Walmart has all the same are linked, so that their stock follows; they are waited for. */
async function refusedOf(
  { to, handle }: Pick<Step, "to" | "handle">,
  { issues, taken }: Refusal,
  { ctx, isOver }: Work,
): Promise<PublishResult> {
  if (taken.length === 0) return refused(issues);
  const { shown, rest, found } = await readShown(to, { before: handle.progress, only: taken, isOver }, ctx);
  if (rest !== null) return goesOn({ ...handle, progress: rest }, 0);
  const there = shown.filter(isThere);
  if (there.length < taken.length && ctx.shopNow() - handle.sentMs < REFUSAL_MS)
    return later(handle, ctx, seenIn(handle, found, there));
  return { outcome: "refused", issues, made: there.filter((one) => !isOthers(one, to)).map(({ made }) => made) };
}

const OPEN: ReadonlySet<string> = new Set(["SUCCESS", "INPROGRESS"]);

/** A row the report of a whole feed does not have was not taken. */
function issuesOf(row: FeedRow | undefined, { variantId }: Variant, to: ListingToPublish): readonly ListingRefusal[] {
  if (!row) return [{ variantId, text: message("refused.noRow") }];
  if (OPEN.has(row.ingestionStatus) || AGAIN.has(row.ingestionStatus)) return [];
  const errors = row.ingestionErrors?.ingestionError ?? [];
  if (errors.length === 0) return [{ variantId, text: message("refused.feedRow") }];
  return errors.map(({ code, description, field: name }) => {
    const texts = description ?? code;
    const named = name ?? /'([^']{1,200})'/.exec(texts ?? "")?.[1];
    const field = named === undefined ? undefined : fieldNamed(named, to);
    const text = texts === undefined ? message("refused.feedRow") : message("refused.feedRowSays", { words: texts });
    return { variantId, text, ...(field === undefined ? {} : { field }) };
  });
}

export const listings: Listings = {
  categories: readTree,
  async requirements(categoryKey, ctx) {
    const spec = await readSpec(categoryKey, ctx);
    const fields = withDemands(fieldsOf(spec, categoryKey), spec.item, categoryKey);
    // Without attributes to differ in there are no groups.
    return {
      version: itemSpecOf(ctx.connection.settings),
      fields,
      mostVariants: fields.some(isAxis) ? MOST_VARIANTS : 1,
    };
  },
  ...inFiles({ most: MOST_TOGETHER, mostVariants: ITEMS_A_FEED, advance }),
};
