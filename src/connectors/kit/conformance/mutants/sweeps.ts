/** Bugs in walking a platform's orders and products page by page, and in going on later. */

import type { Context, Ports } from "../../contract/contract.ts";
import type { Sweep, SweepPage } from "../../contract/ports.ts";
import type { Mutant } from "./mutant.ts";
import { onPorts, type Plant } from "./wrap.ts";

type Input = Parameters<Sweep<unknown>["run"]>[0];
type Run = <T>(sweep: Sweep<T>, input: Input, ctx: Context, touch: () => void) => AsyncIterable<SweepPage<T>>;

function walking(run: Run, touched: readonly Sweep<unknown>["mode"][]): Plant {
  const changed = <T>(sweeps: readonly Sweep<T>[], touch: () => void): Sweep<T>[] =>
    sweeps.map((sweep) =>
      touched.includes(sweep.mode) ? { ...sweep, run: (input, ctx) => run(sweep, input, ctx, touch) } : sweep,
    );
  return (sound, touch) =>
    onPorts(sound, ({ orders, products }: Ports) => ({
      ...(orders && { orders: { ...orders, sweeps: changed(orders.sweeps, touch) } }),
      ...(products && { products: { ...products, sweeps: changed(products.sweeps, touch) } }),
    }));
}

const MONTH_MS = 30 * 86_400_000;

/** Of an order; what has no such time is as young as can be. */
function placedMs(item: unknown): number {
  const at = Date.parse(String(Reflect.get(Object(item), "placedAt")));
  return Number.isNaN(at) ? Number.POSITIVE_INFINITY : at;
}

const ALL = ["changed", "created", "sequence", "full"] as const;
const WATERMARKS = ["changed", "created"] as const;
const INSTANT = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}/g;
const EPOCH = /(?<!\d)(?:1[6-9]\d{8}|1[6-9]\d{11}|1[6-9]\d{14})(?!\d)/g;

/** The cursor with every time in it moved; opaque otherwise. */
function moved(cursor: string, byMs: number): string {
  const shift = (text: string) => {
    const at = new Date(Date.parse(`${text.replace(" ", "T")}Z`) + byMs).toISOString().slice(0, 19);
    return text.includes(" ") ? at.replace("T", " ") : at;
  };
  return cursor
    .replace(INSTANT, shift)
    .replace(EPOCH, (digits) => String(BigInt(digits) + (BigInt(byMs) * 10n ** BigInt(digits.length - 10)) / 1000n));
}

function cursorMovedBy(byMs: number): Run {
  return async function* (sweep, input, ctx, touch) {
    for await (const page of sweep.run(input, ctx)) {
      const cursor = moved(page.cursor, byMs);
      if (cursor !== page.cursor) touch();
      yield { ...page, cursor };
    }
  };
}

const pages = (change: <T>(page: SweepPage<T>, index: number) => SweepPage<T>[]): Run =>
  async function* (sweep, input, ctx, touch) {
    let index = 0;
    for await (const page of sweep.run(input, ctx)) {
      const next = change(page, index);
      index += 1;
      if (next.length !== 1 || next[0] !== page) touch();
      yield* next;
    }
  };

const stopsAfter = (limit: number): Run =>
  async function* (sweep, input, ctx, touch) {
    let count = 0;
    for await (const page of sweep.run(input, ctx)) {
      count += 1;
      yield page;
      if (count < limit) continue;
      touch();
      return;
    }
  };

const LATER = ["sweeps:", "orders: what changes", "products: what changes"];
const WHOLE = ["orders: a sweep over several", "products: a sweep over several"];
const KILLED = ["orders: a sweep killed", "products: a sweep killed"];

const walk = (name: string, likely: readonly string[], run: Run, modes: readonly Sweep<unknown>["mode"][] = ALL) => ({
  name: `sweep: ${name}`,
  likely,
  plant: walking(run, modes),
});

export const sweepMutants: readonly Mutant[] = [
  walk("the incremental cursor ends an hour in the future", LATER, cursorMovedBy(3_600_000), WATERMARKS),
  walk("the overlap is missing", LATER, cursorMovedBy(600_000), WATERMARKS),
  walk("the cursor is a day behind: everything is read again each time", LATER, cursorMovedBy(-86_400_000), WATERMARKS),
  walk("`since` is ignored", LATER, async function* (sweep, input, ctx, touch) {
    if (input.since !== undefined) touch();
    yield* sweep.run({ ...input, since: undefined }, ctx);
  }),
  walk(
    "the saved cursor is ignored",
    LATER,
    async function* (sweep, input, ctx, touch) {
      if (input.cursor !== null) touch();
      yield* sweep.run({ ...input, cursor: null }, ctx);
    },
    [...WATERMARKS, "sequence"],
  ),
  walk(
    "nothing is told after the first run",
    LATER,
    async function* (sweep, input, ctx, touch) {
      if (input.cursor === null) return yield* sweep.run(input, ctx);
      for await (const page of sweep.run(input, ctx)) {
        if (page.items.length > 0) touch();
        yield { ...page, items: [] };
      }
    },
    WATERMARKS,
  ),
  walk("paging stops after the first page", WHOLE, stopsAfter(1)),
  walk("paging stops after the second page", WHOLE, stopsAfter(2)),
  walk("the last page is lost", WHOLE, async function* (sweep, input, ctx, touch) {
    let held = null;
    for await (const page of sweep.run(input, ctx)) {
      if (held) yield held;
      held = page;
    }
    if (held && held.items.length > 0) touch();
  }),
  walk(
    "a page's last row is lost",
    WHOLE,
    pages((page) => (page.items.length > 1 ? [{ ...page, items: page.items.slice(0, -1) }] : [page])),
  ),
  walk(
    "every page is told twice",
    WHOLE,
    pages((page) => [page, page]),
  ),
  walk(
    "the cursor is handed out before its page",
    KILLED,
    pages((page) => [
      { ...page, items: [], safeToSave: true },
      { ...page, safeToSave: false },
    ]),
  ),
  walk(
    "no cursor may ever be saved",
    KILLED,
    pages((page) => [{ ...page, safeToSave: false }]),
  ),
  walk(
    "every cursor may be saved at once",
    KILLED,
    pages((page) => (page.safeToSave ? [page] : [{ ...page, safeToSave: true }])),
  ),
  walk(
    "a shop that moved is not noticed",
    ["sweeps: what happens after a shop moved"],
    pages((page) => (page.accountChanged ? [{ ...page, accountChanged: undefined }] : [page])),
  ),
  walk(
    "what becomes of orders a month old is not told",
    ["sweeps: a refund of", "sweeps: a cancellation of", "sweeps: an edit of", "sweeps: a return of"],
    async function* (sweep, input, ctx, touch) {
      for await (const page of sweep.run(input, ctx)) {
        const items = page.items.filter((item) => ctx.clock.now() - placedMs(item) < MONTH_MS);
        if (items.length < page.items.length) touch();
        yield { ...page, items };
      }
    },
    [...ALL, "open_ids"],
  ),
  walk(
    "open orders asked for by id are not told",
    ["orders: a sweep over several"],
    pages((page) => (page.items.length > 0 ? [{ ...page, items: [] }] : [page])),
    ["open_ids"],
  ),
];
