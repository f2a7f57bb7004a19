/**
 * What changed since the last time. Flipkart's search knows no "everything": a cycle asks for what is open, what is
 * held, what has left, what each side cancelled, and for returns of both kinds, all over one window of changes.
 */
import type { OrderPart } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { chunks } from "../kit/chunks.ts";
import type { Context } from "../kit/contract.ts";
import { isConnectorError } from "../kit/errors.ts";
import type { Sweep, SweepPage } from "../kit/ports.ts";
import { returnPage, withReturns } from "./returns.ts";
import type { ReturnItem } from "./schemas.ts";
import { serviceProfilesOf } from "./settings.ts";
import { nextShipments, partsOfRows, type ShipmentPage, searchShipments, shipmentsBy } from "./shipment-reads.ts";
import { indianTime, msOf } from "./time.ts";

const EVERY_MS = 5 * 60_000;
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

/** Held ones are missing unless asked for; cancelled ones are told by who cancelled (sheet section 4). */
export const SEARCHES: readonly Search[] = [
  shipments({ type: "preDispatch", hold: false }),
  shipments({ type: "preDispatch", hold: true }),
  shipments({ type: "postDispatch" }),
  ...["sellerCancellation", "buyerCancellation", "marketplaceCancellation"].map((cancellationType) =>
    shipments({ type: "cancelled", cancellationType }),
  ),
  ...["customer_return", "courier_return"].map(
    (source): Search =>
      (window, next, ctx) =>
        returnPage({ source, ...window }, next, ctx),
  ),
];

export const orderSweeps: readonly Sweep<OrderPart>[] = [
  { id: "changed", mode: "changed", everyMs: EVERY_MS, run: changed },
  { id: "open", mode: "open_ids", everyMs: OPEN_EVERY_MS, run: open },
];

/** Orders known to be open are looked up by their numbers: nothing that happens to them can be missed for long. */
async function* open(
  { openIds = [] }: Parameters<Sweep<OrderPart>["run"]>[0],
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  const wanted = new Set(openIds);
  for (const ids of chunks([...wanted], ORDERS_A_PAGE)) {
    const rows = await shipmentsBy("orderIds", ids, ctx);
    const { parts, ...unread } = await partsOfRows(rows, ctx);
    yield { items: parts.filter((part) => wanted.has(part.orderKey)), cursor: "", safeToSave: true, ...unread };
  }
}

/** Where a cycle stands. Times are text as Flipkart takes them. */
interface Place extends Window {
  /** The newest change seen in this cycle. */
  readonly newest: string;
  readonly search: number;
  readonly next: string;
}

const write = ({ from, to, newest, search, next }: Place): string => [from, to, newest, search, next].join("|");

const resting = (from: string): Place => ({ from, to: "", newest: "", search: 0, next: "" });

function readPlace(cursor: string | null, since: string | undefined, now: number): Place {
  const [from = "", to = "", newest = "", search = "0", ...next] = (cursor ?? "").split("|");
  const start = from || indianTime(msOf(since ?? "") ?? now - USUAL_HISTORY_MS);
  return { from: start, to, newest, search: Math.min(Number(search) || 0, SEARCHES.length - 1), next: next.join("|") };
}

/**
 * The window's end is fixed when a cycle begins: what changes meanwhile leaves it and waits for the next cycle, which
 * begins before the newest change seen, by Flipkart's own clock.
 */
async function* changed(
  input: Parameters<Sweep<OrderPart>["run"]>[0],
  ctx: Context,
): AsyncGenerator<SweepPage<OrderPart>> {
  const stored = readPlace(input.cursor, input.since, ctx.clock.now());
  let place: Place = { ...stored, to: stored.to || endOf(stored.from, ctx) };
  for (let isStored = stored.next !== ""; ; isStored = false) {
    const page = await search(place, isStored, ctx);
    if (page === null) {
      place = { ...place, next: "" };
      continue;
    }
    const { parts, ...unread } = await partsOfRows(page.rows, ctx);
    const items = withReturns(parts, page.items ?? []);
    const after = following({ ...place, newest: newestOf(place.newest, parts) }, page.next, ctx);
    const saved = after ?? resting(nextStart(place, parts));
    if (page.rows.length > 0 || after === null) yield { items, cursor: write(saved), safeToSave: true, ...unread };
    if (after === null) return;
    place = after;
  }
}

const endOf = (from: string, ctx: Context): string =>
  indianTime(Math.min(ctx.clock.now(), (msOf(from) ?? 0) + WINDOW_MS));

/** Null: the stored address of a page is no longer known, so that its search begins anew. */
async function search(place: Place, isStored: boolean, ctx: Context): Promise<Awaited<ReturnType<Search>> | null> {
  try {
    return (await SEARCHES[place.search]?.(place, place.next, ctx)) ?? { rows: [], next: "" };
  } catch (error) {
    const isForgotten = isConnectorError(error) && (error.kind === "rejected" || error.kind === "not_found");
    if (!isStored || !isForgotten) throw error;
    return null;
  }
}

/** The next page, else the next search, else the next month; null at the end of the cycle. */
function following(place: Place, next: string, ctx: Context): Place | null {
  if (next !== "") return { ...place, next };
  if (place.search + 1 < SEARCHES.length) return { ...place, next: "", search: place.search + 1 };
  const end = msOf(place.to) ?? 0;
  if (end - (msOf(place.from) ?? 0) < WINDOW_MS) return null;
  const from = indianTime(end - OVERLAP_MS);
  return { ...resting(from), to: endOf(from, ctx), newest: place.newest };
}

function newestOf(before: string, parts: readonly OrderPart[]): string {
  const newest = Math.max(msOf(before) ?? 0, ...parts.map((part) => Number(part.version.value / 1000n)));
  return newest > 0 ? indianTime(newest) : "";
}

/**
 * Shipments named by a return may be newer than the window: what changed after its end was not asked for everywhere. An
 * account where nothing happens moves on as well, a day behind our own clock.
 */
function nextStart(place: Place, parts: readonly OrderPart[]): string {
  const end = msOf(place.to) ?? 0;
  const newest = msOf(newestOf(place.newest, parts));
  const start = newest === undefined ? (msOf(place.from) ?? 0) : Math.min(newest, end) - OVERLAP_MS;
  return indianTime(Math.max(start, end - DAY_MS));
}
