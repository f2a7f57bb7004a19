/**
 * Walking the products: windows of the time of change, pages by offset. Items that change meanwhile leave the window and
 * shift the rest, which the falling total tells: the walk then steps back as far. Deep offsets are refused: the window is
 * halved until its offsets are shallow enough.
 */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named, type ReadRows, rowId } from "../kit/pull/read-each.ts";
import type { Pairs } from "./client.ts";
import { call, nowSeconds } from "./client.ts";
import { itemListSchema } from "./schemas.ts";

/** Most rows of get_item_list. */
const PAGE = 100;
const OVERLAP = 10 * 60;
/** Long before there was a Shopee. */
const BEGINNING = 946_684_800;
/** Deleted items are left out; everything else is told with its state. */
export const SHOWN_STATUSES = ["NORMAL", "UNLIST", "BANNED", "REVIEWING"] as const;

interface PagePosition {
  readonly from: number;
  readonly to: number;
  /** The run's own end; 0 until it begins. */
  readonly end: number;
  readonly offset: number;
  /** Items in the window as last told; -1: not told yet. */
  readonly total: number;
}

const write = ({ from, to, end, offset, total }: PagePosition): string => [from, to, end, offset, total].join("|");

function read(cursor: string | null): PagePosition {
  const [from = 0, to = 0, end = 0, offset = 0, total = -1] = (cursor ?? "").split("|").map(Number);
  return { from: from || BEGINNING, to, end, offset, total };
}

/** Every item changed since the cursor, by pages. */
export async function* walkItems<T>(
  input: { readonly cursor: string | null; readonly isFull: boolean },
  readItems: (ids: readonly string[], ctx: Context) => Promise<ReadRows<Json, T>>,
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  const stored = read(input.cursor);
  const end = stored.end || Math.max(nowSeconds(ctx), stored.from + 1);
  let position: PagePosition = stored.end === 0 ? { ...stored, to: end, end, offset: 0, total: -1 } : stored;
  let reported: ReadonlySet<string> = new Set();
  for (;;) {
    const page = await fetchPage(position, ctx);
    if (page === "too deep") {
      position = halved(position);
      continue;
    }
    const left = position.total < 0 ? 0 : position.total - page.total;
    if (left > 0 && position.offset > 0) {
      position = { ...position, offset: Math.max(0, position.offset - left), total: page.total };
      continue;
    }
    // After a step back, what the page before told is not told again.
    const fresh = page.ids.filter((id) => !reported.has(id));
    const { items, unread } = fresh.length === 0 ? { items: [], unread: [] } : await readItems(fresh, ctx);
    reported = new Set(page.ids);
    const next = following(position, page);
    yield {
      items,
      cursor: cursorAfter({ next, start: stored.from, end, isFull: input.isFull }),
      safeToSave: true,
      ...named(unread, (row) => rowId(row, "item_id")),
    };
    if (next === null) return;
    position = next;
  }
}

function cursorAfter(at: {
  readonly next: PagePosition | null;
  readonly start: number;
  readonly end: number;
  readonly isFull: boolean;
}): string {
  const restart = (from: number) => write({ from, to: 0, end: 0, offset: 0, total: -1 });
  if (at.next !== null) return write(at.next);
  return restart(at.isFull ? BEGINNING : Math.max(at.start, at.end - OVERLAP));
}

interface Page {
  readonly ids: readonly string[];
  readonly total: number;
  readonly next: number | null;
}

async function fetchPage({ from, to, offset }: PagePosition, ctx: Context): Promise<Page | "too deep"> {
  const query: Pairs = [
    ["offset", String(offset)],
    ["page_size", String(PAGE)],
    ["update_time_from", String(from)],
    ["update_time_to", String(to)],
    ...SHOWN_STATUSES.map((status) => ["item_status", status] as const),
  ];
  try {
    const body = await call(ctx, { path: "product/get_item_list", operation: "products.list", query });
    const list = parseResponse(itemListSchema, body, { ctx, what: "the list of products" });
    const next = list.has_next_page ? (list.next_offset ?? offset + list.item.length) : null;
    return { ids: list.item.map(({ item_id: id }) => id), total: list.total_count, next };
  } catch (error) {
    const isTooDeep = isConnectorError(error) && error.kind === "rejected" && /offset over limit/i.test(error.message);
    // A second that alone holds too many items cannot be halved.
    if (isTooDeep && to - from > 1) return "too deep";
    throw error;
  }
}

/** The earlier half, from its beginning; what was told of it is told again, which does no harm. */
function halved({ from, to, end }: PagePosition): PagePosition {
  return { from, to: Math.floor((from + to) / 2), end, offset: 0, total: -1 };
}

function following(position: PagePosition, page: Page): PagePosition | null {
  if (page.next !== null) return { ...position, offset: page.next, total: page.total };
  return position.to >= position.end
    ? null
    : { from: position.to, to: position.end, end: position.end, offset: 0, total: -1 };
}
