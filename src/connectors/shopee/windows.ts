/**
 * Lists that are asked for by time: a window is at most 15 days wide, its end is fixed when a run begins, and the next
 * run begins ten minutes before that end. Our clock may set the end because a signature is refused when it is more than
 * five minutes away from Shopee's.
 */
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { nowSeconds } from "./client.ts";

const DAY = 86_400;
export const WIDEST = 15 * DAY;
const OVERLAP = 10 * 60;
/** Asked for when a sweep is told no beginning. */
const FIRST_DAYS = 365;

export interface WindowPage<T> {
  readonly items: readonly T[];
  /** Records that cannot be read, by their keys, or counted where they have none. */
  readonly unreadKeys?: readonly string[] | undefined;
  readonly unread: number;
  /** Where the next page of the window begins; null: this was the last. */
  readonly next: string | null;
}

export interface WindowList<T> {
  readonly widest: number;
  /** Of the first page. */
  readonly firstPage: string;
  page(
    window: { readonly from: number; readonly to: number; readonly page: string },
    ctx: Context,
  ): Promise<WindowPage<T>>;
}

interface PagePosition {
  readonly from: number;
  /** 0 until a window is opened. */
  readonly to: number;
  /** The run's own end. */
  readonly end: number;
  readonly page: string;
}

const write = ({ from, to, end, page }: PagePosition): string => [from, to, end, page].join("|");

function read(cursor: string | null, since: string | undefined, now: number): PagePosition {
  const [from, to = 0, end = 0] = (cursor ?? "").split("|").map(Number);
  if (cursor !== null && Number.isSafeInteger(from))
    return { from: from ?? 0, to: to || 0, end: end || 0, page: cursor.split("|").slice(3).join("|") };
  const reported = since === undefined ? Number.NaN : Math.floor(Date.parse(since) / 1000);
  return { from: Number.isNaN(reported) ? now - FIRST_DAYS * DAY : reported, to: 0, end: 0, page: "" };
}

/** Everything of the list that falls into time since the cursor. */
export async function* walkWindows<T>(
  list: WindowList<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<T>> {
  const now = nowSeconds(ctx);
  const stored = read(input.cursor, input.since, now);
  const end = stored.end || Math.max(now, stored.from + 1);
  let place = open({ ...stored, end }, list);
  // What has no key to be asked for by is read again: the next run then begins where this one did.
  let isWhole = true;
  const start = stored.from;
  for (let first = true; ; first = false) {
    const isStored = first && stored.page !== "";
    const page = await list.page(place, ctx).catch(forgetPage(isStored));
    if (page === null) {
      place = { ...place, page: list.firstPage };
      continue;
    }
    isWhole &&= page.unread === 0;
    const isOver = page.next === null && place.to >= end;
    const next = following(place, page.next, list);
    const after: PagePosition = isOver
      ? { from: isWhole ? Math.max(start, end - OVERLAP) : start, to: 0, end: 0, page: "" }
      : next;
    // Years without a record take no page each; only the last one is handed out empty.
    if (page.items.length > 0 || page.unread > 0 || page.unreadKeys?.length || isOver)
      yield {
        items: page.items,
        cursor: write(isWhole || isOver ? after : { from: start, to: 0, end: 0, page: "" }),
        safeToSave: true,
        unread: page.unread,
        unreadKeys: page.unreadKeys,
      };
    if (isOver) return;
    place = next;
  }
}

function open<T>(position: PagePosition, list: WindowList<T>): PagePosition {
  if (position.to !== 0) return position;
  return { ...position, to: Math.min(position.end, position.from + list.widest), page: list.firstPage };
}

function following<T>(position: PagePosition, next: string | null, list: WindowList<T>): PagePosition {
  if (next !== null) return { ...position, page: next };
  return open({ from: position.to, to: 0, end: position.end, page: "" }, list);
}

/** A stored page Shopee no longer knows: its window is walked from the beginning. */
function forgetPage(isStored: boolean) {
  return (error: unknown): null => {
    if (isStored && isConnectorError(error) && error.kind === "rejected") return null;
    throw error;
  };
}
