import type { ChannelProduct, Json } from "../../commerce/product.ts";
import { instantMicros } from "../../commerce/version.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { utcText } from "./order-mapping.ts";
import type { Query } from "./pages.ts";
import { field, filter, isLastPage, JOIN, PAGE_SIZE, pageOf, readCursor, readList } from "./pages.ts";
import { toChannelProduct } from "./product-mapping.ts";

/** Re-read before the watermark, for products saved while the last page was on its way. */
const OVERLAP_MICROS = 5n * 60n * 1_000_000n;
const MINUTE_MS = 60_000;

/** Everything, page by page in the order of creation, which later changes do not disturb. */
export const fullSweep: Sweep<ChannelProduct> = {
  id: "products.full",
  mode: "full",
  everyMs: 24 * 60 * MINUTE_MS,
  async *run({ cursor }, ctx) {
    const start = field(readCursor(cursor), "page");
    let lastFirst: string | undefined;
    for (let page = typeof start === "number" ? start : 1; ; page += 1) {
      const items = await readProducts(page, [["sort", "created_at,ASC"]], ctx);
      const first = idOf(items[0]);
      const isLast = isLastPage(items) || (first !== undefined && first === lastFirst);
      lastFirst = first;
      yield {
        ...(await pageOf(items, (item) => toChannelProduct(item, ctx))),
        // The end starts the next run anew.
        cursor: JSON.stringify(isLast ? {} : { page: page + 1 }),
        safeToSave: true,
      };
      if (isLast) return;
    }
  },
};

interface Watermark {
  /** Microseconds of the newest change handed out for good; null at the very beginning. */
  readonly since: bigint | null;
}

/**
 * What changed since the watermark. That `updated_at` can be filtered is documented syntax but nobody has
 * seen it (UNVERIFIED): when EasyOrders refuses the filter, or answers with older or unsorted products,
 * this becomes a full walk that hands out only what is new.
 */
export const changedSweep: Sweep<ChannelProduct> = {
  id: "products.changed",
  mode: "changed",
  everyMs: 30 * MINUTE_MS,
  run: (input, ctx) => changed(readWatermark(input), ctx),
};

function readWatermark(input: { readonly cursor: string | null; readonly since?: string | undefined }): Watermark {
  const saved = field(readCursor(input.cursor), "since");
  if (typeof saved === "string") return { since: instantMicros(saved) };
  return { since: input.cursor === null && input.since ? instantMicros(input.since) : null };
}

async function* changed(start: Watermark, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  let since = start.since;
  let page = 1;
  // The filter includes its own instant, so the last page's products come once more.
  let reported: ReadonlySet<string> = new Set();
  for (;;) {
    const items = await readChanged(since, page, ctx);
    if (items === null || !isSortedFrom(items, since)) {
      yield* walkForChanges(start.since, ctx);
      return;
    }
    const isLast = isLastPage(items);
    const fresh = items.filter((item) => !reported.has(stateOf(item)));
    reported = new Set(items.map(stateOf));
    const newest = changedAt(items.at(-1)) ?? since;
    // A page full of one instant does not move the filter on: then the page number must.
    page = newest === since ? page + 1 : 1;
    since = newest;
    yield {
      ...(await pageOf(fresh, (item) => toChannelProduct(item, ctx))),
      cursor: watermarkText(since, isLast),
      safeToSave: true,
    };
    if (isLast) return;
  }
}

/** null when EasyOrders refuses to filter or sort by updated_at. */
async function readChanged(since: bigint | null, page: number, ctx: Context): Promise<readonly Json[] | null> {
  const query: Query = [["sort", "updated_at,ASC"]];
  try {
    return await readProducts(
      page,
      since === null ? query : [...query, filter("updated_at", "gte", utcText(since))],
      ctx,
    );
  } catch (error) {
    if (isConnectorError(error) && error.kind === "rejected") return null;
    throw error;
  }
}

async function* walkForChanges(since: bigint | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  ctx.log.info("EasyOrders does not filter products by time of change; walking all of them", {});
  let newest = since;
  let lastFirst: string | undefined;
  for (let page = 1; ; page += 1) {
    const items = await readProducts(page, [["sort", "created_at,ASC"]], ctx);
    const fresh = items.filter((item) => since === null || (changedAt(item) ?? since) >= since);
    for (const item of fresh) newest = laterOf(newest, changedAt(item));
    const isLast = isLastPage(items) || (idOf(items[0]) !== undefined && idOf(items[0]) === lastFirst);
    lastFirst = idOf(items[0]);
    yield {
      ...(await pageOf(fresh, (item) => toChannelProduct(item, ctx))),
      cursor: watermarkText(isLast ? newest : since, isLast),
      safeToSave: isLast,
    };
    if (isLast) return;
  }
}

function readProducts(page: number, more: Query, ctx: Context): Promise<readonly Json[]> {
  return readList(
    "/products",
    [["page", String(page)], ["limit", String(PAGE_SIZE)], JOIN, ...more],
    "products.list",
    ctx,
  );
}

function isSortedFrom(items: readonly Json[], since: bigint | null): boolean {
  let last = since;
  for (const item of items) {
    const at = changedAt(item);
    if (at === undefined || (last !== null && at < last)) return false;
    last = at;
  }
  return true;
}

function changedAt(item: Json | undefined): bigint | undefined {
  const text = field(item, "updated_at");
  if (typeof text !== "string") return undefined;
  try {
    return instantMicros(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function laterOf(a: bigint | null, b: bigint | undefined): bigint | null {
  if (b === undefined) return a;
  return a === null || b > a ? b : a;
}

/** The cursor; at the end of a run the overlap is already inside it. */
function watermarkText(since: bigint | null, isEnd: boolean): string {
  if (since === null) return "{}";
  return JSON.stringify({ since: utcText(isEnd ? since - OVERLAP_MICROS : since) });
}

/** A product in one of its states. */
function stateOf(item: Json): string {
  return `${idOf(item)} ${String(changedAt(item))}`;
}

function idOf(item: Json | undefined): string | undefined {
  const id = field(item, "id");
  return id === undefined ? undefined : String(id);
}
