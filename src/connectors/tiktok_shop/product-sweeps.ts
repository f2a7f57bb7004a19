/**
 * Walking products. The search cannot be sorted and reaches 10,000 rows: a window of time with more is halved until
 * it fits, and the watermark moves only when a window is told whole (sheet sections 3 and 4).
 */

import { z } from "zod";
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { wholeNumber } from "../kit/parse/parse.ts";
import { isSeen, nextSeen, restartMs, seenFrom, seenSchema, seenText } from "../kit/pull/overlap.ts";
import { named, rowId } from "../kit/pull/read-each.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { call } from "./client.ts";
import { readWhole } from "./product-read.ts";
import { pageRows, productRow } from "./schemas.ts";

/** Each row is read whole by a call of its own: a page is what fifty calls a second do in one. */
const PAGE = 50;
const REACH = 10_000;
const OVERLAP_S = 5 * 60;

const windowSchema = z.object({
  /** Of this window; both ends belong to it. */
  from: wholeNumber,
  to: wholeNumber,
  /** Of the whole run; 0 until one begins. */
  end: wholeNumber,
  token: z.string(),
  newest: wholeNumber,
  /** Rows of the overlap that earlier runs read, and those this run met. */
  known: seenSchema.default({}),
  met: z.record(z.string(), wholeNumber).default({}),
});
type Window = z.output<typeof windowSchema>;

const BEGINNING: Window = { from: 0, to: 0, end: 0, token: "", newest: 0, known: {}, met: {} };

interface Walk {
  readonly time: "create_time" | "update_time";
  /** Where the next run begins, when this one began at `from`. */
  next(window: Window, from: number, nowMs: number): Window;
}

const walks: Readonly<Record<"full" | "changed", Walk>> = {
  // A product never moves among the times of creation: what changes meanwhile shifts nothing.
  full: { time: "create_time", next: () => BEGINNING },
  changed: {
    time: "update_time",
    next: ({ newest, known, met }, from, nowMs) => ({
      ...BEGINNING,
      from: Math.max(from, restartMs(newest * 1000, OVERLAP_S * 1000, nowMs) / 1000),
      known: newest === 0 ? known : seenText(nextSeen(seenFrom(known), Object.keys(met))),
    }),
  },
};

export const everyProduct: Sweep<ChannelProduct> = readDaily("full", (input, ctx) =>
  walked(walks.full, input.cursor, ctx),
);

export const changedProducts: Sweep<ChannelProduct> = {
  id: "changed",
  mode: "changed",
  everyMs: 10 * 60_000,
  run: (input, ctx) => walked(walks.changed, input.cursor, ctx),
};

function readWindow(cursor: string | null): Window {
  if (!cursor) return BEGINNING;
  try {
    return windowSchema.parse(JSON.parse(cursor));
  } catch {
    // A cursor of another make: everything is walked again, and nothing lost.
    return BEGINNING;
  }
}

async function* walked(walk: Walk, cursor: string | null, ctx: Context): AsyncGenerator<SweepPage<ChannelProduct>> {
  const stored = readWindow(cursor);
  const end = stored.end || Math.max(stored.from, Math.floor(ctx.shopNow() / 1000));
  let window: Window = stored.end ? stored : { ...stored, to: end, end };
  const from = stored.from;
  for (;;) {
    const page = await fetchPage(walk, window, ctx);
    if (page.total > REACH && window.token === "" && window.to > window.from) {
      window = { ...window, to: Math.floor((window.from + window.to) / 2) };
      continue;
    }
    const existing = seenFrom(window.known);
    const fresh = page.rows.filter(({ mark }) => !isSeen(existing, mark)).map(({ id }) => id);
    const { items, unread } = await readWhole(fresh, ctx);
    const newest = page.rows.reduce((latest, { at }) => Math.max(latest, at), window.newest);
    const reported = { ...window, newest, met: walk === walks.changed ? within(window.met, page.rows, newest) : {} };
    const following = after(reported, page.next);
    const isLast = following === null;
    const goesOn = following ?? walk.next(reported, from, ctx.shopNow());
    const names = named(page.unread, (row) => rowId(row));
    yield {
      items,
      cursor: JSON.stringify(goesOn),
      safeToSave: true,
      unread: names.unread,
      unreadKeys: [...unread, ...names.unreadKeys],
    };
    if (isLast) return;
    window = following;
  }
}

/** The next page, the next window, or null at the end of the run. */
function after(window: Window, token: string | undefined): Window | null {
  if (token !== undefined) return { ...window, token };
  if (window.to >= window.end) return null;
  return { ...window, from: window.to + 1, to: window.end, token: "" };
}

interface Row {
  readonly id: string;
  readonly at: number;
  readonly mark: string;
}

/** What was met of the overlap before the newest change; the next run meets it again. */
function within(met: Window["met"], rows: readonly Row[], newest: number): Window["met"] {
  const all = [...Object.entries(met), ...rows.map(({ mark, at }) => [mark, at] as const)];
  return Object.fromEntries(all.filter(([, at]) => at >= newest - OVERLAP_S));
}

interface Page {
  readonly rows: readonly Row[];
  readonly unread: readonly Json[];
  readonly next: string | undefined;
  readonly total: number;
}

async function fetchPage({ time }: Walk, { from, to, token }: Window, ctx: Context): Promise<Page> {
  const query: [string, string][] = [["page_size", String(PAGE)]];
  if (token !== "") query.push(["page_token", token]);
  const json = { status: "ALL", ...(from > 0 ? { [`${time}_ge`]: from } : {}), [`${time}_le`]: to };
  const url = "/product/202502/products/search";
  const data = await call({ method: "POST", url, query, json, operation: "products.search", safe: true }, ctx);
  const page = pageRows(data, "products", { ctx, what: "products" });
  const read = page.rows.map((row) => ({ row, told: productRow.safeParse(row).data }));
  const rows = read.flatMap(({ told }) => {
    if (told === undefined || told.status === "DELETED") return [];
    const at = told[time] ?? 0;
    return [{ id: told.id, at, mark: `${told.id}@${at}` }];
  });
  const unread = read.flatMap(({ row, told }) => (told === undefined ? [row] : []));
  return { rows, unread, next: page.next, total: page.total };
}
