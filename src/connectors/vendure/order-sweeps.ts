/**
 * New orders, newest first by the time they were placed, page by page until all are known. No filter by date: those of a
 * shop whose process and database differ in their time zone lose the newest hours, while the order of the list is right.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { named, rowId } from "../kit/pull/read-each.ts";
import { openOrders } from "./order-open.ts";
import { newestOrders, placedAt, readRows } from "./order-read.ts";
import type { ShopFacts } from "./shop.ts";

const PAGE_SIZE = 100;
const MINUTE_MS = 60_000;
/** Checkouts that end side by side are committed in another order than their times. */
const OVERLAP_MS = 10 * MINUTE_MS;
/**
 * Once a day the walk goes on for so long a time: in the hour a shop's clock is put back, new orders stand below older
 * ones.
 */
const LOOKED_BACK_MS = 26 * 60 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Orders a cursor names; more of one overlap are told again. */
const MOST_KNOWN = 1_000;

const cursorSchema = z.object({
  /** Orders before it were placed are not asked for; "" for all. */
  since: z.string(),
  /** When the newest known order was placed; "" before the first walk has ended. */
  newest: z.string(),
  known: z.array(z.string()),
  lookedAt: z.string(),
  /** Where a walk that was broken off goes on, and what it met before. */
  walk: z.object({ skip: z.number().int(), newest: z.string(), met: z.array(z.string()) }).nullable(),
});
type Cursor = z.output<typeof cursorSchema>;
type Input = Parameters<Sweep<OrderPart>["run"]>[0];

export function orderSweeps(shop: ShopFacts): readonly Sweep<OrderPart>[] {
  return [
    { id: "placed", mode: "created", everyMs: 2 * MINUTE_MS, run: (input, ctx) => placed(shop, input, ctx) },
    { id: "open", mode: "open_ids", everyMs: 15 * MINUTE_MS, run: (input, ctx) => openOrders(shop, input, ctx) },
  ];
}

async function* placed(shop: ShopFacts, input: Input, ctx: Context): AsyncIterable<SweepPage<OrderPart>> {
  const saved = startOf(input, ctx);
  const existing = new Set(saved.known);
  const isDue = saved.walk === null && ctx.clock.now() - Date.parse(saved.lookedAt) >= DAY_MS;
  const floor = floorOf(saved, isDue);
  let walk = saved.walk ?? { skip: 0, newest: "", met: [] };
  for (;;) {
    const page = await newestOrders({ skip: walk.skip, size: PAGE_SIZE }, shop, ctx);
    const requested = page.rows.filter((row) => placedAt(row) >= saved.since || placedAt(row) === "");
    const fresh = requested.filter((row) => !existing.has(rowId(row) ?? ""));
    const { items, unread } = await readRows({ ...page, rows: fresh }, shop, ctx);
    const oldest = page.rows.map(placedAt).at(-1) ?? "";
    const isLast =
      page.rows.length === 0 ||
      walk.skip + page.rows.length >= page.total ||
      (oldest !== "" && (oldest < floor || oldest < saved.since));
    walk = {
      skip: walk.skip + page.rows.length,
      newest: latest([walk.newest, ...page.rows.map(placedAt)]),
      met: [...walk.met, ...requested.map((row) => rowId(row) ?? "")].slice(0, MOST_KNOWN),
    };
    const next: Cursor = isLast
      ? {
          ...saved,
          newest: latest([walk.newest, saved.newest]),
          known: existingOf(walk, saved),
          lookedAt: isDue ? new Date(ctx.clock.now()).toISOString() : saved.lookedAt,
          walk: null,
        }
      : { ...saved, walk };
    yield { items, cursor: JSON.stringify(next), safeToSave: true, ...named(unread, (row) => rowId(row)) };
    if (isLast) return;
  }
}

function startOf({ cursor, since = "" }: Input, ctx: Context): Cursor {
  if (cursor !== null) return cursorSchema.parse(JSON.parse(cursor));
  const checkedAt = new Date(ctx.clock.now()).toISOString();
  return { since: since && new Date(since).toISOString(), newest: "", known: [], lookedAt: checkedAt, walk: null };
}

/** How far a walk goes down; "" to the end. */
function floorOf({ newest }: Cursor, isDue: boolean): string {
  return newest === "" ? "" : new Date(Date.parse(newest) - (isDue ? LOOKED_BACK_MS : OVERLAP_MS)).toISOString();
}

/** Newest first. A walk that met fewer than the one before was short: what that one met still stands below. */
function existingOf(walk: { readonly met: readonly string[] }, { known }: Cursor): string[] {
  return [...new Set([...walk.met, ...known])].slice(0, MOST_KNOWN);
}

function latest(times: readonly string[]): string {
  return times.toSorted().at(-1) ?? "";
}
