/**
 * Walking products. The search cannot be sorted and reaches 10,000 rows: a window of time with more is halved until
 * it fits, and the watermark moves only when a window is told whole (sheet sections 3 and 4).
 */
import { z } from "zod";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { wholeNumber } from "../kit/parse.ts";
import type { Sweep, SweepPage } from "../kit/ports.ts";
import { call } from "./call.ts";
import { readWhole } from "./product-reads.ts";
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
});
type Window = z.output<typeof windowSchema>;

const BEGINNING: Window = { from: 0, to: 0, end: 0, token: "", newest: 0 };

interface Walk {
  readonly time: "create_time" | "update_time";
  /** Where the next run begins, when this one began at `from`. */
  next(window: Window, from: number): Window;
}

const walks: Readonly<Record<"full" | "changed", Walk>> = {
  // A product never moves among the times of creation: what changes meanwhile shifts nothing.
  full: { time: "create_time", next: () => BEGINNING },
  changed: {
    time: "update_time",
    next: ({ newest }, from) => ({ ...BEGINNING, from: Math.max(from, newest - OVERLAP_S) }),
  },
};

export const everyProduct: Sweep<ChannelProduct> = {
  id: "full",
  mode: "full",
  everyMs: 24 * 3_600_000,
  run: (input, ctx) => walked(walks.full, input.cursor, ctx),
};

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
  const end = stored.end || Math.max(stored.from, Math.floor(ctx.clock.now() / 1000));
  let window: Window = stored.end ? stored : { ...stored, to: end, end };
  const from = stored.from;
  // What could not be read is read again: the cursor stays before it.
  let kept: Window | null = null;
  for (;;) {
    const page = await fetchPage(walk, window, ctx);
    if (page.total > REACH && window.token === "" && window.to > window.from) {
      window = { ...window, to: Math.floor((window.from + window.to) / 2) };
      continue;
    }
    const read = await readWhole(page.ids, ctx);
    const unread = read.unread + page.unread;
    if (unread > 0) kept ??= { ...BEGINNING, from: window.from };
    const newest = Math.max(window.newest, page.newest);
    const following = after({ ...window, newest }, page.next);
    const isLast = following === null;
    const goesOn = following ?? walk.next({ ...window, newest }, from);
    yield { items: read.items, cursor: JSON.stringify(kept ?? goesOn), safeToSave: true, unread };
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

interface Page {
  readonly ids: readonly string[];
  /** Rows without an id. */
  readonly unread: number;
  readonly next: string | undefined;
  readonly total: number;
  readonly newest: number;
}

async function fetchPage({ time }: Walk, { from, to, token }: Window, ctx: Context): Promise<Page> {
  const query: [string, string][] = [["page_size", String(PAGE)]];
  if (token !== "") query.push(["page_token", token]);
  const json = { status: "ALL", ...(from > 0 ? { [`${time}_ge`]: from } : {}), [`${time}_le`]: to };
  const url = "/product/202502/products/search";
  const data = await call({ method: "POST", url, query, json, operation: "products.search", safe: true }, ctx);
  const page = pageRows(data, "products", { ctx, what: "products" });
  const rows = page.rows.flatMap((row) => productRow.safeParse(row).data ?? []);
  return {
    ids: rows.filter(({ status }) => status !== "DELETED").map(({ id }) => id),
    unread: page.rows.length - rows.length,
    next: page.next,
    total: page.total,
    newest: rows.reduce((newest, row) => Math.max(newest, row[time] ?? 0), 0),
  };
}
