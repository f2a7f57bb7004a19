/**
 * Listings by the item feed: many items a feed, ten feeds an hour, each answered by its report. Items are looked up by
 * their SKU before they are sent, and no feed holds a quantity: a feed sent twice sells nothing twice.
 */
import { z } from "zod";
import type { FilledListing } from "../../commerce/listing/schema.ts";
import type { Json } from "../../commerce/product.ts";
import { codeKey } from "../../commerce/product-codes.ts";
import type { Context } from "../kit/contract/contract.ts";
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
import { stringifyJson } from "../kit/parse/json.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { upload } from "./client.ts";
import { AGAIN, type FeedRow, failure, reportOf } from "./feeds.ts";
import { BARCODE, fieldsOf } from "./listing-fields.ts";
import { feedItems, fieldNamed, isAxis } from "./listing-items.ts";
import { FEED_TYPE, readSpec, readTree } from "./listing-spec.ts";
import { products } from "./products.ts";
import { feedSchema } from "./schemas.ts";
import { itemSpecOf } from "./settings.ts";
import { message } from "./words.ts";

const MOST_TOGETHER = 200;
const MOST_VARIANTS = 250;
/** The description recommends this many; ten thousand are the most. */
const ITEMS_A_FEED = 1_000;

const MINUTE_MS = 60_000;
/** The guide looks after 15 minutes, one hour, two and four. */
const FIRST_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

const handleSchema = z.object({ id: z.string().nullable(), sentMs: z.number() });
type Handle = z.output<typeof handleSchema>;

interface Step {
  readonly to: ListingToPublish;
  readonly handle: Handle;
}
type Results = Map<ListingToPublish, PublishResult>;
type Variant = FilledListing["variants"][number];

const refused = (issues: readonly ListingRefusal[]): PublishResult => ({ outcome: "refused", issues });
const goesOn = (handle: Handle, pollAfterMs: number): PublishResult => ({
  outcome: "accepted",
  handle: JSON.stringify(handle),
  pollAfterMs,
});

/** Each feed by itself: what waits for its turn holds up no answer. */
async function advance(attempts: readonly ListingAttempt[], ctx: Context): Promise<readonly PublishResult[]> {
  const results: Results = new Map();
  const now = ctx.shopNow();
  const steps = attempts.map(
    ({ listing: to, handle }): Step => ({
      to,
      handle: handle === null ? { id: null, sentMs: now } : handleSchema.parse(JSON.parse(handle)),
    }),
  );
  const apart = (some: readonly Step[], work: () => Promise<void>) =>
    orWait(work, (waitMs) => {
      for (const { to, handle } of some) if (!results.has(to)) results.set(to, goesOn(handle, waitMs));
    });
  const sent = steps.filter(({ handle }) => handle.id !== null);
  for (const [id, own] of Map.groupBy(sent, ({ handle }) => handle.id ?? ""))
    await apart(own, () => look(id, own, { results, ctx }));
  const due = steps.filter(({ handle }) => handle.id === null);
  await apart(due, () =>
    send(
      due.map(({ to }) => to),
      { results, ctx },
    ),
  );
  return attempts.map(({ listing }) => results.get(listing) ?? refused([{ text: message("refused.feedRow") }]));
}

interface Work {
  readonly results: Results;
  readonly ctx: Context;
}

/** What stands there already is listed, or somebody else's; the rest goes in as few feeds as hold it. */
async function send(all: readonly ListingToPublish[], { results, ctx }: Work): Promise<void> {
  const open: ListingToPublish[] = [];
  for (const to of all) {
    const there = await shownOf(to, ctx);
    const taken = there.filter(({ variant, made }) => isOthers(made, variant));
    if (taken.length > 0) results.set(to, refused(taken.map(({ variant }) => takenIssue(variant))));
    else if (there.length === to.listing.variants.length) results.set(to, listedAs(there));
    else open.push(to);
  }
  for (const some of inFeeds(open)) {
    const sentMs = ctx.shopNow();
    const content: Json = {
      MPItemFeedHeader: { businessUnit: "WALMART_US", locale: "en", version: itemSpecOf(ctx.connection.settings) },
      MPItem: some.flatMap((to) => [...feedItems(to)]),
    };
    const body = await upload(
      ctx,
      { query: [["feedType", FEED_TYPE]], operation: "items.feed" },
      stringifyJson(content),
    );
    const { feedId: id } = parseOutcome(feedSchema, body, { ctx, what: "the item feed" });
    for (const to of some) results.set(to, goesOn({ id, sentMs }, FIRST_MS));
  }
}

/** Items of one listing stay together. */
function inFeeds(all: readonly ListingToPublish[]): readonly (readonly ListingToPublish[])[] {
  const feeds: ListingToPublish[][] = [];
  let room = 0;
  for (const to of all) {
    const size = to.listing.variants.length;
    const last = feeds.at(-1);
    if (last && size <= room) last.push(to);
    else feeds.push([to]);
    room = (last && size <= room ? room : ITEMS_A_FEED) - size;
  }
  return feeds;
}

interface Shown {
  readonly variant: Variant;
  readonly made: PutProduct;
}

/** Items Walmart has under these SKUs. */
async function shownOf({ listing }: ListingToPublish, ctx: Context): Promise<readonly Shown[]> {
  const found: Shown[] = [];
  for (const variant of listing.variants) {
    const { sku, variantId } = variant;
    const product = await products.get(sku, ctx);
    if (product)
      found.push({ variant, made: { key: sku, product, variants: [{ id: variantId, key: sku, ext: null }] } });
  }
  return found;
}

/** Walmart keeps no note of ours: an item under our SKU is ours where it is the same good. */
function isOthers({ product }: PutProduct, { values }: Variant): boolean {
  const [own, there] = [values[BARCODE]?.[0], product.variants[0]?.barcode];
  return own === undefined || !there || codeKey(own) !== codeKey(there);
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
async function look(id: string, steps: readonly Step[], { results, ctx }: Work): Promise<void> {
  const { state, rows } = await reportOf(id, ctx);
  const isDone = state.feedStatus === "PROCESSED";
  for (const { to, handle } of steps) {
    if (state.feedStatus === "ERROR") results.set(to, refused([{ text: failure(state) }]));
    else if (!isDone) results.set(to, goesOn(handle, waitOf(handle, ctx)));
    else results.set(to, await outcomeOf({ to, handle }, rows, ctx));
  }
}

const waitOf = ({ sentMs }: Handle, ctx: Context): number => (ctx.shopNow() - sentMs < HOUR_MS ? FIRST_MS : HOUR_MS);

async function outcomeOf(
  { to, handle }: Step,
  rows: ReadonlyMap<string, FeedRow>,
  ctx: Context,
): Promise<PublishResult> {
  const own = to.listing.variants.map((variant) => ({ variant, row: rows.get(variant.sku) }));
  const states = own.map(({ row }) => row?.ingestionStatus ?? "");
  const issues = own.flatMap(({ variant, row }) => issuesOf(row, variant, to));
  if (issues.length > 0) return refused(issues);
  // Rows of these are taken an hour later, in another feed.
  if (states.some((state) => AGAIN.has(state))) return goesOn({ id: null, sentMs: handle.sentMs }, HOUR_MS);
  if (states.some((state) => state !== "SUCCESS")) return goesOn(handle, waitOf(handle, ctx));
  const shown = await shownOf(to, ctx);
  return shown.length === to.listing.variants.length ? listedAs(shown) : goesOn(handle, waitOf(handle, ctx));
}

const OPEN: ReadonlySet<string> = new Set(["SUCCESS", "INPROGRESS"]);

/** A row the report of a whole feed does not have was not taken. */
function issuesOf(row: FeedRow | undefined, { variantId }: Variant, to: ListingToPublish): readonly ListingRefusal[] {
  if (!row) return [{ variantId, text: message("refused.noRow") }];
  if (OPEN.has(row.ingestionStatus) || AGAIN.has(row.ingestionStatus)) return [];
  const errors = row.ingestionErrors?.ingestionError ?? [];
  if (errors.length === 0) return [{ variantId, text: message("refused.feedRow") }];
  return errors.map(({ code, description, field: name }) => {
    const words = description ?? code;
    const named = name ?? /'([^']{1,200})'/.exec(words ?? "")?.[1];
    const field = named === undefined ? undefined : fieldNamed(named, to);
    const text = words === undefined ? message("refused.feedRow") : message("refused.feedRowSays", { words });
    return { variantId, text, ...(field === undefined ? {} : { field }) };
  });
}

export const listings: Listings = {
  categories: readTree,
  async requirements(categoryKey, ctx) {
    const fields = fieldsOf(await readSpec(categoryKey, ctx), categoryKey);
    // Without attributes to differ in there are no groups.
    return {
      version: itemSpecOf(ctx.connection.settings),
      fields,
      mostVariants: fields.some(isAxis) ? MOST_VARIANTS : 1,
    };
  },
  ...inFiles({ most: MOST_TOGETHER, advance }),
};
