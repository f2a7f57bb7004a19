/**
 * The documented bulk call for prices and quantities: 25 at most, an answer for each (sheet section 8). Absolute values:
 * the same again is the same. An item without an answer is sent again alone: whether a call takes several SKUs is written
 * both ways in the official description.
 */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isConnectorError, isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo, rejectedItem } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { inHalves } from "../kit/parse/halving.ts";
import { parseOutcome } from "../kit/parse/parse.ts";
import { isPassing, isUnknown, type PlatformError, textsOf } from "./classify.ts";
import { BULK } from "./listings.ts";
import { takeRevision } from "./revisions.ts";
import { type UpdateRow, updateSchema } from "./schemas.ts";
import { message } from "./words.ts";

export interface Update<V> {
  readonly item: PushItem<V>;
  /** What eBay counts the changes of. */
  readonly listing: string;
  readonly isZero: boolean;
  readonly offerIds: readonly string[];
  readonly body: { readonly [key: string]: Json };
}

type Result<V> = PushResult<V>;

export const gone = <V>(item: PushItem<V>): Result<V> =>
  rejectedItem(item, "not_found", message("refused.listingGone"));

/** Sends what the day's budget of each listing allows; the rest waits, and says so. */
export async function sendUpdates<V>(updates: readonly Update<V>[], ctx: Context): Promise<readonly Result<V>[]> {
  const results: Result<V>[] = [];
  const due: Update<V>[] = [];
  for (const update of updates) {
    const change = { account: accountOf(ctx), listing: update.listing, isZero: update.isZero };
    const waitMs = takeRevision(change, ctx.clock);
    if (waitMs > 0) results.push(waitsForRevisions(update.item, waitMs));
    else due.push(update);
  }
  for (const some of chunks(due, BULK)) results.push(...(await sendHalving(some, ctx)));
  return results;
}

/** Sites of one seller share an item, and so its changes. */
export const accountOf = ({ connection }: Context): string =>
  String(connection.facts.userId ?? connection.account.externalId);

export const waitsForRevisions = <V>(item: PushItem<V>, waitMs: number): Result<V> => ({
  ...echo(item),
  outcome: "retry",
  error: { kind: "throttled", waitMs, ofItem: true },
  text: message("waits.revisions", { minutes: Math.ceil(waitMs / 60_000) }),
});

const sendHalving = <V>(updates: readonly Update<V>[], ctx: Context): Promise<readonly Result<V>[]> =>
  inHalves<Update<V>, Result<V>, ConnectorError>(updates, {
    work: (some) => (some.length === updates.length ? sendOnce(some, ctx) : sendPart(some, ctx)),
    isItems: isRefusal,
    alone: ({ item }, error) => [rejectedItem(item, refusalCode(error), error.userMessage)],
  });

/** One of several calls: what the others have done is not lost when it fails. */
async function sendPart<V>(updates: readonly Update<V>[], ctx: Context): Promise<readonly Result<V>[]> {
  try {
    return await sendOnce(updates, ctx);
  } catch (error) {
    if (!isConnectorError(error) || isRefusal(error)) throw error;
    const { info, userMessage: text } = error;
    return updates.map(({ item }) => ({ ...echo(item), outcome: "retry", error: info, text }));
  }
}

async function sendOnce<V>(updates: readonly Update<V>[], ctx: Context): Promise<Result<V>[]> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: "/sell/inventory/v1/bulk_update_price_quantity",
    json: { requests: updates.map((one) => one.body) },
    operation: "inventory.update",
    // Not repeated by itself: a sale between the two would be written over. The next push reads first.
    safe: false,
  });
  const { responses } = parseOutcome(updateSchema, body, { ctx, what: "the change of listings" });
  const results: Result<V>[] = [];
  const unanswered: Update<V>[] = [];
  for (const update of updates) {
    const rows = responses.filter((row) => isOf(row, update));
    if (rows.length > 0) results.push(resultOf(update, rows));
    else unanswered.push(update);
  }
  if (unanswered.length === 0) return results;
  if (updates.length === 1) return [...results, ...unanswered.map(unclear)];
  for (const one of unanswered) results.push(...(await sendUnanswered(one, ctx)));
  return results;
}

async function sendUnanswered<V>(update: Update<V>, ctx: Context): Promise<readonly Result<V>[]> {
  try {
    return await sendPart([update], ctx);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return [rejectedItem(update.item, refusalCode(error), error.userMessage)];
  }
}

const isOf = ({ sku, offerId }: UpdateRow, { item, offerIds }: Update<unknown>): boolean =>
  sku === undefined ? offerId !== undefined && offerIds.includes(offerId) : sku === item.key;

const unclear = <V>({ item }: Update<V>): Result<V> => ({
  ...echo(item),
  outcome: "retry",
  error: { kind: "ambiguous" },
  text: message("refused.noAnswer"),
});

/** eBay's day has its own midnight: asked again by the hour. */
export const DAY_OVER = { kind: "throttled", waitMs: 60 * 60_000, ofItem: true } as const;

/** 25019 has many reasons; which words stand for the day's limit is not published. */
const isOfTheDay = (errors: readonly PlatformError[]): boolean =>
  errors.some(({ errorId }) => errorId === "25019") && /\b250\b|\bday\b/i.test(textsOf(errors));

/** The item and each of its offers have a row: all have to be taken. */
function resultOf<V>({ item }: Update<V>, rows: readonly UpdateRow[]): Result<V> {
  const failed = rows.filter(({ statusCode }) => statusCode >= 300);
  const [first] = failed;
  if (!first) return { ...echo(item), outcome: "applied", observed: item.want };
  const { statusCode, errors } = first;
  const texts = textsOf(errors) || message("refused.update", { status: statusCode });
  if (isPassing(statusCode, errors))
    return { ...echo(item), outcome: "retry", error: { kind: "ambiguous" }, text: texts };
  if (isUnknown(statusCode, errors)) return gone(item);
  if (isOfTheDay(errors)) return { ...echo(item), outcome: "retry", error: DAY_OVER, text: texts };
  return rejectedItem(item, errors[0]?.errorId ?? String(statusCode), texts);
}
