/** Feeds: a file of many items whose report tells of each what became of it (sheet section 5.5). */
import { z } from "zod";
import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { PushAnswer, PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo, rejectedItem, sendAgain } from "../kit/contract/results.ts";
import { stringifyJson } from "../kit/parse/json.ts";
import { parseOutcome, parseResponse } from "../kit/parse/parse.ts";
import { read, upload } from "./client.ts";
import { type FeedState, feedSchema, feedStateSchema } from "./schemas.ts";
import { message } from "./words.ts";

/** The guide looks after 15 minutes, one hour, two and four; quantities and prices are done within minutes as a rule. */
const POLL_MS = 5 * 60_000;
export const USUALLY_MS = 60 * 60_000;
/** A row of these is taken an hour later. */
export const AGAIN: ReadonlySet<string> = new Set(["SYSTEM_ERROR", "TIMEOUT_ERROR"]);
const ROWS_A_PAGE = 50;

export interface FeedKind<V> {
  readonly operation: string;
  /** Of these items, what Walmart shows now; items it does not know are left out. */
  shown(items: readonly PushItem<V>[], ctx: Context): Promise<ReadonlyMap<string, V>>;
  isSame(shown: V, desired: V): boolean;
  /** What was taken is shown later: the report alone counts. */
  readonly isLate?: true | undefined;
}

/** `id` is null of a feed whose answer was lost: what is shown tells what became of it. */
const handleSchema = z.object({ id: z.string().nullable(), sentMs: z.number() });

export const keyOf = <V>({ key, location }: Pick<PushItem<V>, "key" | "location">): string => `${location}\n${key}`;

/** Sends the items as one feed; each is accepted, to be asked for under the feed's id. */
export async function sendFeed<V>(
  kind: FeedKind<V>,
  items: readonly PushItem<V>[],
  feed: { readonly query: readonly (readonly [string, string])[]; readonly content: Json },
  ctx: Context,
): Promise<PushResult<V>[]> {
  const sentMs = ctx.shopNow();
  const id = await idOf(
    upload(ctx, { query: feed.query, operation: kind.operation }, stringifyJson(feed.content)),
    ctx,
  );
  const handle = JSON.stringify({ id, sentMs });
  return items.map((item) => ({ ...echo(item), outcome: "accepted", handle, pollAfterMs: POLL_MS }));
}

async function idOf(sent: Promise<Json>, ctx: Context): Promise<string | null> {
  try {
    return parseOutcome(feedSchema, await sent, { ctx, what: "the feed" }).feedId;
  } catch (error) {
    if (!isKind(error, "ambiguous")) throw error;
    ctx.log.warn("the answer to a feed was lost; what is shown is looked at instead");
    return null;
  }
}

export async function pollFeed<V>(
  kind: FeedKind<V>,
  handle: string,
  sent: readonly PushItem<V>[],
  ctx: Context,
): Promise<PushAnswer<V>> {
  const { id, sentMs } = handleSchema.parse(JSON.parse(handle));
  if (id === null) return readAfterwards(kind, sentMs, sent, ctx);
  const { state, rows } = await reportOf(id, ctx);
  if (state.feedStatus === "RECEIVED" || state.feedStatus === "INPROGRESS") return { pendingMs: POLL_MS };
  if (state.feedStatus === "ERROR") return sent.map((item) => rejectedItem(item, "feed_error", failure(state)));
  if (state.feedStatus !== "PROCESSED") {
    ctx.drift({
      path: "feedStatus",
      problem: "a state of a feed this connector does not know",
      value: state.feedStatus,
    });
    return { pendingMs: POLL_MS };
  }
  const taken = sent.filter(({ key }) => rows.get(key)?.ingestionStatus === "SUCCESS");
  const shown = kind.isLate ? new Map<string, V>() : await kind.shown(taken, ctx);
  const results = sent.flatMap((item) => resultOf(kind, item, rows.get(item.key), shown) ?? []);
  return results.length === sent.length ? results : { pendingMs: POLL_MS, results };
}

export type FeedRow = NonNullable<FeedState["itemDetails"]>["itemIngestionStatus"][number];

/** Null: it is not at its end. */
function resultOf<V>(
  kind: FeedKind<V>,
  item: PushItem<V>,
  row: FeedRow | undefined,
  shown: ReadonlyMap<string, V>,
): PushResult<V> | null {
  if (row === undefined) return sendAgain(item, message("refused.notInReport"));
  if (row.ingestionStatus === "INPROGRESS") return null;
  if (AGAIN.has(row.ingestionStatus)) return sendAgain(item, textsOf(row));
  if (row.ingestionStatus !== "SUCCESS") return rejectedItem(item, "feed_row", textsOf(row));
  const now = kind.isLate ? item.want : shown.get(keyOf(item));
  if (now === undefined) return rejectedItem(item, "not_found", message("refused.noItem", { sku: item.key }));
  return kind.isSame(now, item.want)
    ? { ...echo(item), outcome: "applied", observed: now }
    : { ...echo(item), outcome: "conflict", observed: now };
}

const textsOf = ({ ingestionErrors }: Pick<FeedRow, "ingestionErrors">): HubText => {
  const [first] = ingestionErrors?.ingestionError ?? [];
  const texts = first?.description ?? first?.code;
  return texts === undefined ? message("refused.feedRow") : message("refused.feedRowSays", { words: texts });
};

export const failure = (state: FeedState): HubText => textsOf({ ingestionErrors: state.ingestionErrors });

/** The whole report: fifty rows a page. */
export async function reportOf(id: string, ctx: Context) {
  const rows = new Map<string, FeedRow>();
  for (let offset = 0; ; ) {
    const body = await read(ctx, {
      url: `/feeds/${encodeURIComponent(id)}`,
      query: [
        ["includeDetails", "true"],
        ["offset", String(offset)],
        ["limit", String(ROWS_A_PAGE)],
      ],
      operation: "feeds.get",
    });
    const state = parseResponse(feedStateSchema, body, { ctx, what: "the feed" });
    const page = state.itemDetails?.itemIngestionStatus ?? [];
    for (const row of page) if (row.sku !== undefined) rows.set(row.sku, row);
    offset += page.length;
    const isOpen = state.feedStatus !== "PROCESSED";
    if (isOpen || page.length === 0 || offset >= (state.itemsReceived ?? 0)) return { state, rows };
  }
}

/** What is not there after so long is sent again. */
const PATIENCE_MS = 30 * 60_000;

async function readAfterwards<V>(
  kind: FeedKind<V>,
  sentMs: number,
  sent: readonly PushItem<V>[],
  ctx: Context,
): Promise<PushAnswer<V>> {
  const shown = await kind.shown(sent, ctx);
  const isLate = ctx.shopNow() - sentMs > PATIENCE_MS;
  const results = sent.flatMap((item): PushResult<V>[] => {
    const now = shown.get(keyOf(item));
    if (now !== undefined && kind.isSame(now, item.want)) return [{ ...echo(item), outcome: "applied", observed: now }];
    return isLate ? [sendAgain(item, message("refused.answerLost"))] : [];
  });
  return results.length === sent.length ? results : { pendingMs: POLL_MS, results };
}
