/**
 * Writing to listings: few at a time by PATCH, many by one JSON feed. Both are only accepted; what became of them is
 * asked later, from the listing itself or from the feed's report (sheet section 5).
 */

import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ErrorKind, isConnectorError } from "../kit/contract/errors.ts";
import type { Push, PushAnswer, PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { parseLongJson } from "../kit/parse/long-json.ts";
import { listOf, optionalText, parseResponse } from "../kit/parse/parse.ts";
import { feedReport, feedState, submitFeed } from "./feeds.ts";
import { homeQuery, itemsBySku, listingPath } from "./listings.ts";
import { type Item, issueText, submissionSchema } from "./schemas.ts";
import { isOn, sellerOf } from "./settings.ts";
import { message } from "./words.ts";

/** From here on one feed costs less of the limits than a PATCH each (five a second); Amazon advises it for many more. */
const FEED_FROM = 100;
/** A feed takes 25,000; reading them first takes one call for twenty, five calls a second. */
const MAX_ITEMS = 1_000;
const PATCH_POLL_MS = 15_000;
const FEED_POLL_MS = 60_000;

export type Patch = { readonly op: "merge" | "replace" | "delete"; readonly path: string; readonly value: Json };

/** One listing to change. */
export interface Change<V> {
  readonly item: PushItem<V>;
  readonly productType: string;
  readonly patch: Patch;
}

type Settled<V> = PushResult<V>;

/** A patch is seen in the listing within minutes; how many is not published. */
const PATIENCE_MS = 30 * 60_000;
/** UNVERIFIED: how long patches and feeds take as a rule is not published; a person is told of what takes longer. */
const USUALLY_MS = 15 * 60_000;
const AGAIN_MS = 30_000;

/** True once what was sent then should have been seen. */
export const isLate = (sentAtMs: number, ctx: Context): boolean => ctx.clock.now() - sentAtMs > PATIENCE_MS;

/** The results, and while one is still open (null), when to look for it again. */
export function unlessOpen<V>(results: readonly (Settled<V> | null)[]): PushAnswer<V> {
  const existing = results.filter((result) => result !== null);
  return existing.length === results.length ? existing : { pendingMs: AGAIN_MS, results: existing };
}

export function rejected<V>(item: PushItem<V>, code: string, text: HubText): Settled<V> {
  return { ...echo(item), outcome: "rejected", code, text };
}

/** Sends the changes; every one is accepted, rejected or to come again. */
async function writeListings<V>(changes: readonly Change<V>[], ctx: Context): Promise<Settled<V>[]> {
  return changes.length < FEED_FROM || !isOn(ctx.connection, "feeds")
    ? patchEach(changes, ctx)
    : [...(await sendFeed(changes, ctx))];
}

async function patchEach<V>(changes: readonly Change<V>[], ctx: Context): Promise<Settled<V>[]> {
  const results: Settled<V>[] = [];
  // All of a batch are asked for together: they share the first one's submission.
  let handle = "";
  for (const change of changes) {
    try {
      const sent = await patchOne(change, ctx);
      if (typeof sent !== "string") results.push(sent);
      else {
        handle ||= `patch:${ctx.clock.now()}:${sent}`;
        results.push({ ...echo(change.item), outcome: "accepted", handle, pollAfterMs: PATCH_POLL_MS });
      }
    } catch (error) {
      if (!isConnectorError(error) || results.length === 0) throw error;
      // The connection is in trouble: what is done stays reported, the rest comes back on its own terms.
      const { info, message } = error;
      return [...results, ...changes.slice(results.length).map(({ item }) => later(item, info, message))];
    }
  }
  return results;
}

function later<V>(item: PushItem<V>, error: ErrorKind, text: HubText): Settled<V> {
  return { ...echo(item), outcome: "retry", error, text };
}

/** The submission's id, or why the listing does not take it. */
async function patchOne<V>({ item, productType, patch }: Change<V>, ctx: Context): Promise<string | Settled<V>> {
  try {
    const { body } = await ctx.http.json({
      method: "PATCH",
      url: listingPath(item.key, ctx),
      query: [homeQuery(ctx)],
      json: { productType, patches: [patch] },
      operation: "listings.patch",
      // The desired value is absolute: the same again is the same.
      safe: true,
    });
    const reported = parseResponse(submissionSchema, body, { ctx, what: "the listing's submission" });
    if (reported.status === "ACCEPTED") return reported.submissionId;
    const code = reported.issues.find(({ severity }) => severity === "ERROR")?.code ?? reported.status;
    return rejected(item, code, issueText(reported.issues) || message("refused.notAcceptChangeListing"));
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "not_found") return gone(item);
    if (error.info.kind === "rejected") return rejected(item, error.info.code || "rejected", error.userMessage);
    throw error;
  }
}

export function gone<V>(item: PushItem<V>): Settled<V> {
  return rejected(item, "not_found", message("refused.noListingSkuAnyMore"));
}

async function sendFeed<V>(changes: readonly Change<V>[], ctx: Context): Promise<Settled<V>[]> {
  const messages = changes.map(({ item, productType, patch }, index) => ({
    messageId: index + 1,
    sku: item.key,
    operationType: "PATCH",
    productType,
    patches: [patch],
  }));
  const feedId = await submitFeed(
    {
      type: "JSON_LISTINGS_FEED",
      contentType: "application/json; charset=UTF-8",
      text: stringifyJson({ header: { sellerId: sellerOf(ctx.connection), version: "2.0" }, messages }),
      operation: "feeds.createListings",
    },
    ctx,
  );
  const handle = `feed:${feedId}`;
  return changes.map(({ item }) => ({ ...echo(item), outcome: "accepted", handle, pollAfterMs: FEED_POLL_MS }));
}

const reportSchema = z.object({
  issues: listOf(
    z.object({
      sku: optionalText,
      code: optionalText,
      severity: z.string(),
      message: z.string(),
    }),
  ),
});

/** How one of the listings' values is written: what is read first, what is to change, and how it is seen afterwards. */
export interface ListingWrite<V> {
  readonly included: string;
  decide(item: PushItem<V>, listing: Item | undefined, ctx: Context): Settled<V> | Change<V>;
  look(sent: readonly PushItem<V>[], sentAtMs: number, ctx: Context): Promise<PushAnswer<V>>;
}

/** A push that reads the listings, settles what needs no write and sends the rest. */
export function listingPush<V>({ included, decide, look }: ListingWrite<V>): Push<V> {
  return {
    maxItems: MAX_ITEMS,
    async send(items, ctx) {
      const shown = await itemsBySku(items, ctx, included);
      return writeRest(
        items.map((item) => decide(item, shown.get(item.key), ctx)),
        (changes) => writeListings(changes, ctx),
      );
    },
    usuallyMs: USUALLY_MS,
    poll: (handle, ctx, sent = []) => pollWrites(handle, sent, (sentAt) => look(sent, sentAt, ctx), ctx),
  };
}

/**
 * What became of an accepted write. A feed answers by its report: what it names no error for was taken. Patches are
 * looked for in the listings by `readNow`.
 */
async function pollWrites<V>(
  handle: string,
  sent: readonly PushItem<V>[],
  readNow: (sentAtMs: number) => Promise<PushAnswer<V>>,
  ctx: Context,
): Promise<PushAnswer<V>> {
  const [kind = "", id = "", ...rest] = handle.split(":");
  if (kind === "patch") return readNow(Number(id));
  const state = await feedState([id, ...rest].join(":"), ctx);
  if (state.state === "running") return { pendingMs: FEED_POLL_MS };
  const issues = state.documentId === undefined ? [] : await issuesOf(state.documentId, ctx);
  if (state.state === "failed") {
    const text = issueText(issues) || message("refused.feedEnded", { word: state.word });
    return sent.map((item) => rejected(item, state.word, text));
  }
  const found = issues.filter(({ severity }) => severity === "ERROR");
  // An error that names no item: the listings themselves say which one it was.
  if (found.some(({ sku }) => sku === undefined)) return readNow(0);
  const errors = Map.groupBy(found, ({ sku }) => sku);
  return sent.map((item) => {
    const own = errors.get(item.key);
    return own
      ? rejected(item, own[0]?.code ?? "rejected", issueText(own))
      : { ...echo(item), outcome: "applied", observed: item.want };
  });
}

async function issuesOf(documentId: string, ctx: Context) {
  const text = await feedReport(documentId, ctx);
  let report: Json;
  try {
    report = await parseLongJson(text);
  } catch {
    // A feed that could not be read at all is reported in plain words.
    return [{ severity: "ERROR", message: text.slice(0, 300), code: undefined, sku: undefined }];
  }
  return parseResponse(reportSchema, report, { ctx, what: "the feed's report" }).issues;
}
