/** How changes are found: by the shop's own time of change, in its local time, oldest first. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIf } from "../kit/contract/errors.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { naiveText, zoneOffset } from "../kit/parse/local-time.ts";
import type { ChangedWalk } from "../kit/pull/changed-sweep.ts";
import { walkChanged } from "../kit/pull/changed-sweep.ts";
import type { Portion } from "../kit/pull/page-size.ts";
import type { ListRequest } from "./client.ts";
import { idOf, list, PAGE_SIZE } from "./client.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf } from "./shop.ts";
import { reportedZone } from "./zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rows saved late, and servers whose clocks differ. */
const OVERLAP_MS = 10 * MINUTE_MS;

/**
 * Everything of a table that changed. Moments are the shop's wall clock read as if it were UTC, so that a cursor says
 * exactly what the shop's own filter is asked.
 */
export function changedIn(request: ListRequest, shop: ShopFacts, ctx: Context): Omit<ChangedWalk<never>, "read"> {
  return {
    what: request.resource,
    pageSize: PAGE_SIZE,
    filter: "date_upd",
    takesPortions: true,
    page: (fromMs, page, ctx, portion) => changedPage(request, { fromMs, page, portion }, ctx),
    stamp: (row) => ({ ms: wallClock(row), id: idOf(row) }),
    overlapMs: (newestMs) => overlap(newestMs, shop),
    nowMs: () => wallNow(shop, ctx),
    fromSince: (since) => {
      const ms = Date.parse(since);
      return Number.isNaN(ms) ? null : wallMs(timeOf(shop).toLocalSince(ms));
    },
  };
}

/** What the shop's clock shows, as a cursor has it; of a shop that does not tell its zone nobody knows. */
function wallNow(shop: ShopFacts, ctx: Context): number {
  if (shop.timeZone === "") return Number.POSITIVE_INFINITY;
  return wallMs(timeOf(shop).toLocal(ctx.shopNow()));
}

/** A local time as a cursor has it. */
export const wallMs = (text: string): number => Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`);

const DAY_MS = 24 * HOUR_MS;
/** How often it is asked whether the shop was moved to another time zone. */
const ZONE_EVERY_MS = 15 * MINUTE_MS;
/** Between the moment of the last whole look and the walk's own cursor. */
const LOOKED = "~";

interface Saved {
  readonly lookedMs: number | null;
  readonly zoneAskedMs: number;
  /** The walk's own cursor. */
  readonly inner: string | null;
}

/**
 * As `walkChanged`, and once a day everything of the day before besides: what a walk by the shop's wall clock may miss,
 * where clocks are set back or a server's is put right. Every quarter of an hour the shop is asked for its time zone. The
 * cursor leads with the moments of the last such look and question.
 */
export async function* walkWithLookup<T>(
  walk: ChangedWalk<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  const nowMs = ctx.shopNow();
  const { lookedMs, zoneAskedMs, inner } = parted(input.cursor);
  const asksZone = inner !== null && nowMs - zoneAskedMs >= ZONE_EVERY_MS;
  const accountChanged = (asksZone && (await isMoved(ctx))) || undefined;
  const isDue = inner !== null && nowMs - (lookedMs ?? 0) >= DAY_MS;
  if (isDue) {
    // A day, and the hour that may have been shown twice.
    const since = new Date(nowMs - DAY_MS - HOUR_MS).toISOString();
    for await (const page of walkChanged(walk, { cursor: null, since }, ctx))
      yield { ...page, cursor: input.cursor ?? "", safeToSave: true };
  }
  const marks = [isDue || lookedMs === null ? nowMs : lookedMs, asksZone || inner === null ? nowMs : zoneAskedMs];
  const mark = marks.map((ms) => new Date(ms).toISOString()).join(",");
  for await (const page of walkChanged(walk, { ...input, cursor: inner }, ctx))
    yield { ...page, cursor: `${mark}${LOOKED}${page.cursor}`, ...(accountChanged && { accountChanged }) };
}

/** "<moment of the look>,<moment of the question>~<cursor>"; the question came later. */
function parted(cursor: string | null): Saved {
  const none = { lookedMs: null, zoneAskedMs: 0 };
  if (cursor === null) return { ...none, inner: null };
  const at = cursor.indexOf(LOOKED);
  const [checked = "", requested = ""] = at < 0 ? [] : cursor.slice(0, at).split(",");
  const checkedMs = Date.parse(checked);
  if (Number.isNaN(checkedMs)) return { ...none, inner: cursor };
  return { lookedMs: checkedMs, zoneAskedMs: Date.parse(requested) || 0, inner: cursor.slice(at + 1) };
}

/** Asked only of a shop that told its zone before. A key that lost the right to read it still reads orders. */
async function isMoved(ctx: Context): Promise<boolean> {
  const { timeZone } = ctx.connection.facts;
  if (typeof timeZone !== "string" || timeZone === "") return false;
  const reported = await nullIf("forbidden", reportedZone(ctx));
  return reported !== null && reported !== "" && reported !== timeZone;
}

/** The filter is exclusive: it is asked for a second earlier. */
function changedPage(
  request: ListRequest,
  { fromMs, page, portion }: { readonly fromMs: number | null; readonly page: number; readonly portion: Portion },
  ctx: Context,
): Promise<readonly Json[]> {
  const since: ListRequest["filters"] = fromMs === null ? [] : [["date_upd", `>[${naiveText(fromMs - 1000)}]`]];
  return list(ctx, {
    ...request,
    filters: [...(request.filters ?? []), ...since],
    sort: "[date_upd_ASC,id_ASC]",
    limit: `${(page - 1) * portion.size},${portion.size}`,
    halves: portion.halves,
  });
}

/** A row without a time of change ("0000-00-00") stands at the very beginning. */
function wallClock(row: Json): number {
  const text = row !== null && typeof row === "object" && "date_upd" in row ? row.date_upd : undefined;
  const ms = typeof text === "string" ? wallMs(text) : Number.NaN;
  return Number.isNaN(ms) ? 0 : ms;
}

/** An hour more where the clocks are set back, and where the zone is not known. */
function overlap(newestMs: number, { timeZone }: ShopFacts): number {
  if (timeZone === "") return OVERLAP_MS + HOUR_MS;
  const isSettled = zoneOffset(timeZone, newestMs - 15 * HOUR_MS) === zoneOffset(timeZone, newestMs + 15 * HOUR_MS);
  return isSettled ? OVERLAP_MS : OVERLAP_MS + HOUR_MS;
}
