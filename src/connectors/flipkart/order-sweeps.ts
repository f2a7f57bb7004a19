/**
 * What changed since the last time. Flipkart's search knows no "everything": a cycle asks for what is open, what is
 * held and what each side cancelled and, less often, for what has left and for returns of both kinds, over one window of
 * changes.
 */
import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { each, idText } from "../kit/parse/parse.ts";
import { isSeen, nextSeen, restartMs, seenFrom, seenSchema, seenText } from "../kit/pull/overlap.ts";
import { returnPage, withReturns } from "./returns.ts";
import type { ReturnItem } from "./schemas.ts";
import { serviceProfilesOf } from "./settings.ts";
import { nextShipments, partsOfRows, type ShipmentPage, searchShipments, shipmentsBy } from "./shipment-reads.ts";
import { indianTime, msOf } from "./time.ts";

const EVERY_MS = 5 * 60_000;
/** How far parcels and returns are: it moves no units at Flipkart. */
const LATER_EVERY_MS = 30 * 60_000;
const OPEN_EVERY_MS = 3_600_000;
/** What is written late, and clocks that differ. */
const OVERLAP_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;
/** How long a span of changes may be is not documented: longer ones are asked for a month at a time. */
const WINDOW_MS = 30 * DAY_MS;
/** Where nobody says how far back to go. */
const USUAL_HISTORY_MS = 29 * DAY_MS;
const ORDERS_A_PAGE = 100;

interface Window {
  readonly from: string;
  readonly to: string;
}

/** One of the searches of a cycle; `next` is "" for its first page. */
type Search = (
  window: Window,
  next: string,
  ctx: Context,
) => Promise<ShipmentPage & { readonly items?: readonly ReturnItem[] }>;

const shipments =
  (filter: { readonly [key: string]: Json }): Search =>
  (window, next, ctx) =>
    next === ""
      ? searchShipments(
          {
            ...filter,
            modifiedDate: { from: window.from, to: window.to },
            serviceProfiles: serviceProfilesOf(ctx.connection.settings),
          },
          ctx,
        )
      : nextShipments(next, ctx);

/**
 * What takes units and gives them back: a number nobody can explain is asked about here. Held orders are missing unless
 * asked for; cancelled ones are told by who cancelled (sheet section 4).
 */
const STOCK_SEARCHES: readonly Search[] = [
  shipments({ type: "preDispatch", hold: false }),
  shipments({ type: "preDispatch", hold: true }),
  ...["sellerCancellation", "buyerCancellation", "marketplaceCancellation"].map((cancellationType) =>
    shipments({ type: "cancelled", cancellationType }),
  ),
];

export const SEARCHES: readonly Search[] = [
  ...STOCK_SEARCHES,
  shipments({ type: "postDispatch" }),
  ...["customer_return", "courier_return"].map(
    (source): Search =>
      (window, next, ctx) =>
        returnPage({ source, ...window }, next, ctx),
  ),
];

const FIRST_RETURN = SEARCHES.length - 2;

export const orderSweeps: readonly Sweep<OrderPart>[] = [
  { id: "changed", mode: "changed", everyMs: EVERY_MS, run: changed },
  { id: "open", mode: "open_ids", everyMs: OPEN_EVERY_MS, run: open },
];

/** Orders known to be open are looked up by their numbers: nothing that happens to them can be missed for long. */
async function* open(
  { openIds = [] }: Parameters<Sweep<OrderPart>["run"]>[0],
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  const requested = new Set(openIds);
  for (const ids of chunks([...requested], ORDERS_A_PAGE)) {
    const rows = await shipmentsBy("orderIds", ids, ctx);
    const { parts, ...unread } = await partsOfRows(rows, ctx);
    yield { items: parts.filter((part) => requested.has(part.orderKey)), cursor: "", safeToSave: true, ...unread };
  }
}

/** Where a cycle stands. Times are text as Flipkart takes them. */
interface PagePosition extends Window {
  /** The newest change seen in this cycle. */
  readonly newest: string;
  readonly search: number;
  readonly next: string;
  /** Every search belongs to this cycle, not only those about units. */
  readonly isWhole: boolean;
  /** Where the next whole cycle begins, and when the last one ended. */
  readonly wholeFrom: string;
  readonly wholeAt: string;
  /** Shipments that cycles before have read, and those this one has met: their details are not asked for again. */
  readonly known: Readonly<Record<string, number>>;
  readonly met: readonly string[];
}

const placeSchema = z.object({
  ...each(z.string(), "from", "to", "newest"),
  search: z.number(),
  next: z.string(),
  isWhole: z.boolean(),
  wholeFrom: z.string(),
  wholeAt: z.string(),
  known: seenSchema,
  met: z.array(z.string()),
});

const resting = (
  from: string,
  whole: Pick<PagePosition, "wholeFrom" | "wholeAt"> & Partial<PagePosition>,
): PagePosition => ({
  from,
  to: "",
  newest: "",
  search: 0,
  next: "",
  isWhole: true,
  known: {},
  met: [],
  ...whole,
});

const stored = (cursor: string | null): PagePosition | null => {
  if (cursor === null || cursor === "") return null;
  if (cursor.startsWith("{")) return placeSchema.parse(JSON.parse(cursor));
  // Of an older version, whose searches stood in another order: its cycle begins anew.
  const [from = ""] = cursor.split("|");
  return resting(from, { wholeFrom: from, wholeAt: "" });
};

/** The cycle under way, else the next one. */
function locationOf({ cursor, since }: Parameters<Sweep<OrderPart>["run"]>[0], ctx: Context): PagePosition {
  const now = ctx.shopNow();
  const first = indianTime(msOf(since ?? "") ?? now - USUAL_HISTORY_MS);
  const place = stored(cursor) ?? resting(first, { wholeFrom: first, wholeAt: "" });
  if (place.to !== "") return place;
  const isWhole = now - (msOf(place.wholeAt) ?? 0) >= LATER_EVERY_MS;
  const from = isWhole ? place.wholeFrom : place.from;
  return { ...place, from, to: endOf(from, ctx), isWhole };
}

/**
 * The window's end is fixed when a cycle begins: what changes meanwhile leaves it and waits for the next cycle, which
 * begins before the newest change seen, by Flipkart's own clock.
 */
async function* changed(
  input: Parameters<Sweep<OrderPart>["run"]>[0],
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  let place = locationOf(input, ctx);
  for (let isStored = place.next !== ""; ; isStored = false) {
    const page = await search(place, isStored, ctx);
    if (page === null) {
      place = { ...place, next: "" };
      continue;
    }
    const { rows, met } = fresh(page.rows, place);
    const { parts, ...unread } = await partsOfRows(rows, ctx);
    const items = withReturns(parts, page.items ?? []);
    const read = new Set(parts.map(({ partKey }) => partKey));
    const marks = met.flatMap((one) => (one.isKnown || read.has(one.id) ? one.mark : []));
    place = { ...place, met: [...place.met, ...marks] };
    const after = following({ ...place, newest: newestOf(place.newest, parts) }, page.next, ctx);
    const saved = after ?? ended(place, nextStart(place, parts, ctx));
    if (page.rows.length > 0 || after === null)
      yield { items, cursor: JSON.stringify(saved), safeToSave: true, ...unread };
    if (after === null) return;
    place = after;
  }
}

/** A cycle about units alone leaves the rest where it was. */
function ended({ isWhole, to, wholeFrom, wholeAt, known, met }: PagePosition, from: string): PagePosition {
  return resting(from, {
    ...(isWhole ? { wholeFrom: from, wholeAt: to } : { wholeFrom, wholeAt }),
    known: seenText(nextSeen(seenFrom(known), met)),
  });
}

const markSchema = z.object({ shipmentId: idText, updatedAt: z.string() });

/**
 * Rows to read, and the marks of those a later cycle may know. A return is read each time: it moves while its shipment's
 * own time does not.
 */
function fresh(rows: readonly Json[], { search, known }: PagePosition) {
  if (search >= FIRST_RETURN) return { rows, met: [] };
  const before = seenFrom(known);
  const marked = rows.map((row) => {
    const reported = markSchema.safeParse(row);
    const id = reported.success ? reported.data.shipmentId : "";
    return { row, id, mark: reported.success ? `${id} ${reported.data.updatedAt}` : "" };
  });
  return {
    rows: marked.flatMap(({ row, mark }) => (isSeen(before, mark) ? [] : [row])),
    met: marked.flatMap(({ id, mark }) => (mark === "" ? [] : [{ id, mark, isKnown: isSeen(before, mark) }])),
  };
}

const endOf = (from: string, ctx: Context): string =>
  indianTime(Math.min(ctx.shopNow(), (msOf(from) ?? 0) + WINDOW_MS));

/** Null: the stored address of a page is no longer known, so that its search begins anew. */
async function search(
  position: PagePosition,
  isStored: boolean,
  ctx: Context,
): Promise<Awaited<ReturnType<Search>> | null> {
  try {
    return (await SEARCHES[position.search]?.(position, position.next, ctx)) ?? { rows: [], next: "" };
  } catch (error) {
    const isForgotten = isConnectorError(error) && (error.kind === "rejected" || error.kind === "not_found");
    if (!isStored || !isForgotten) throw error;
    return null;
  }
}

/** The next page, else the next search, else the next month; null at the end of the cycle. */
function following(position: PagePosition, next: string, ctx: Context): PagePosition | null {
  if (next !== "") return { ...position, next };
  const last = (position.isWhole ? SEARCHES : STOCK_SEARCHES).length - 1;
  if (position.search < last) return { ...position, next: "", search: position.search + 1 };
  const end = msOf(position.to) ?? 0;
  if (end - (msOf(position.from) ?? 0) < WINDOW_MS) return null;
  const from = indianTime(end - OVERLAP_MS);
  return { ...position, from, to: endOf(from, ctx), search: 0, next: "" };
}

function newestOf(before: string, parts: readonly OrderPart[]): string {
  const newest = Math.max(msOf(before) ?? 0, ...parts.map((part) => Number(part.version.value / 1000n)));
  return newest > 0 ? indianTime(newest) : "";
}

/**
 * Shipments named by a return may be newer than the window: what changed after its end was not asked for everywhere. An
 * account where nothing happens moves on as well, a day behind our own clock.
 */
function nextStart(position: PagePosition, parts: readonly OrderPart[], ctx: Context): string {
  const end = msOf(position.to) ?? 0;
  const newest = msOf(newestOf(position.newest, parts));
  const start =
    newest === undefined ? (msOf(position.from) ?? 0) : restartMs(Math.min(newest, end), OVERLAP_MS, ctx.shopNow());
  return indianTime(Math.max(start, end - DAY_MS));
}
