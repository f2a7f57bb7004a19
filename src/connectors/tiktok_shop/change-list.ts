/**
 * Walking what changed, oldest first (sheet section 4). A page begins at the time of the last row of the one before,
 * so that rows that change meanwhile and leave the window shift nothing; TikTok's token carries on only where a whole
 * page has the same second.
 */
import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { wholeNumber } from "../kit/parse/parse.ts";
import { isSeen, nextSeen, restartMs, seenFrom, seenSchema, seenText } from "../kit/pull/overlap.ts";
import { readEach } from "../kit/pull/read-each.ts";
import { call } from "./client.ts";
import { pageRows, unixTime } from "./schemas.ts";

/** A record's change may show a little after its time: every run reaches back. */
const OVERLAP_S = 5 * 60;

export interface ChangeList<T> {
  readonly path: string;
  readonly operation: string;
  readonly rows: string;
  readonly pageSize: number;
  read(rows: readonly Json[], ctx: Context): Promise<readonly T[]>;
}

/** Where a walk stands. Times are Unix seconds of TikTok's clock. */
export const markSchema = z.object({
  /** Where the run began. */
  start: wholeNumber,
  after: wholeNumber,
  token: z.string(),
  /** Rows of the second `after` that were told already. */
  seen: z.array(z.string()),
  /** Rows of the overlap that earlier runs read, and those this run met. */
  known: seenSchema.default({}),
  met: z.record(z.string(), wholeNumber).default({}),
});
export type Mark = z.output<typeof markSchema>;

export const markAt = (after: number, existing: Mark["known"] = {}): Mark => ({
  start: after,
  after,
  token: "",
  seen: [],
  known: existing,
  met: {},
});

export interface Changes<T> {
  readonly items: readonly T[];
  /** Rows that cannot be read, as they came. */
  readonly unread: readonly Json[];
  /** Where the walk goes on, or, at its end, where the next one begins. */
  readonly mark: Mark;
  readonly isLast: boolean;
}

interface Row {
  readonly id: string;
  readonly at: number;
  readonly raw: Json;
}

/** One page of what changed before `before`. */
export async function changedPage<T>(
  list: ChangeList<T>,
  { mark, before }: { readonly mark: Mark; readonly before: number },
  ctx: Context,
): Promise<Changes<T>> {
  const { next, rows } = await fetchRows(list, { mark, before }, ctx);
  const reported = new Set(mark.seen);
  const existing = seenFrom(mark.known);
  const stamped = rows.flatMap((raw) => stamp(raw) ?? []);
  const isFresh = (raw: Json) => !reported.has(identity(stamp(raw))) && !isSeen(existing, identity(stamp(raw)));
  const { items, unread } = await readEach(rows.filter(isFresh), (some) => list.read(some, ctx));
  const last = stamped.reduce((newest, { at }) => Math.max(newest, at), mark.after);
  return {
    items,
    unread,
    isLast: next === undefined,
    mark: following(mark, { last, stamped, next, nowMs: ctx.shopNow() }),
  };
}

function following(
  mark: Mark,
  reported: {
    readonly last: number;
    readonly stamped: readonly Row[];
    readonly next: string | undefined;
    readonly nowMs: number;
  },
): Mark {
  const { last, stamped, next, nowMs } = reported;
  const begins = Math.max(mark.start, restartMs(last * 1000, OVERLAP_S * 1000, nowMs) / 1000);
  const all = [...Object.entries(mark.met), ...stamped.map((row) => [identity(row), row.at] as const)];
  const met = Object.fromEntries(all.filter(([, at]) => at >= begins));
  // Nothing came: what was newest may be told again, and stays known.
  if (next === undefined && Object.keys(met).length === 0) return markAt(begins, mark.known);
  if (next === undefined) return markAt(begins, seenText(nextSeen(seenFrom(mark.known), Object.keys(met))));
  const ids = stamped.filter(({ at }) => at === last).map(identity);
  if (last > mark.after) return { ...mark, after: last, token: "", seen: ids, met };
  return { ...mark, token: next, seen: [...mark.seen, ...ids], met };
}

async function fetchRows<T>(
  list: ChangeList<T>,
  { mark, before }: { readonly mark: Mark; readonly before: number },
  ctx: Context,
): Promise<{ readonly next: string | undefined; readonly rows: readonly Json[] }> {
  const query: [string, string][] = [
    ["page_size", String(list.pageSize)],
    ["sort_field", "update_time"],
    ["sort_order", "ASC"],
  ];
  if (mark.token !== "") query.push(["page_token", mark.token]);
  const json = { ...(mark.after > 0 ? { update_time_ge: mark.after } : {}), update_time_lt: before };
  const { path: url, operation } = list;
  const data = await call({ method: "POST", url, query, json, operation, safe: true }, ctx);
  return pageRows(data, list.rows, { ctx, what: operation });
}

const stampSchema = z.object({
  id: z.string().optional(),
  return_id: z.string().optional(),
  cancel_id: z.string().optional(),
  update_time: unixTime,
});

function stamp(raw: Json): Row | undefined {
  const { data } = stampSchema.safeParse(raw);
  if (!data) return undefined;
  return { id: data.id ?? data.return_id ?? data.cancel_id ?? "", at: data.update_time, raw };
}

const identity = (row: Row | undefined): string => (row ? `${row.id}@${row.at}` : "");
