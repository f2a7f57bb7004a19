/** How changes are found: by the shop's own time of change, in its local time, oldest first. */
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { SweepPage } from "../kit/contract/ports.ts";
import { naiveText, zoneOffset } from "../kit/parse/local-time.ts";
import type { ChangedWalk } from "../kit/pull/changed-sweep.ts";
import { walkChanged } from "../kit/pull/changed-sweep.ts";
import type { Portion } from "../kit/pull/page-size.ts";
import type { ListRequest } from "./client.ts";
import { idOf, list, PAGE_SIZE } from "./client.ts";
import type { ShopFacts } from "./shop.ts";
import { timeOf } from "./shop.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Rows saved late, and servers whose clocks differ. */
const OVERLAP_MS = 10 * MINUTE_MS;

/**
 * Everything of a table that changed. Moments are the shop's wall clock read as if it were UTC, so that a cursor says
 * exactly what the shop's own filter is asked.
 */
export function changedIn(request: ListRequest, shop: ShopFacts): Omit<ChangedWalk<never>, "read"> {
  return {
    what: request.resource,
    pageSize: PAGE_SIZE,
    filter: "date_upd",
    takesPortions: true,
    page: (fromMs, page, ctx, portion) => changedPage(request, { fromMs, page, portion }, ctx),
    stamp: (row) => ({ ms: wallClock(row), id: idOf(row) }),
    overlapMs: (newestMs) => overlap(newestMs, shop),
    fromSince: (since) => {
      const ms = Date.parse(since);
      return Number.isNaN(ms) ? null : Date.parse(`${timeOf(shop).toLocalSince(ms).replace(" ", "T")}Z`);
    },
  };
}

const DAY_MS = 24 * HOUR_MS;
/** Between the moment of the last whole look and the walk's own cursor. */
const LOOKED = "~";

/**
 * As `walkChanged`, and once a day everything of the day before besides: what a walk by the shop's wall clock may miss,
 * where clocks are set back or a server's is put right. The cursor leads with the moment of the last such look.
 */
export async function* walkWithLook<T>(
  walk: ChangedWalk<T>,
  input: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncIterable<SweepPage<T>> {
  const nowMs = ctx.shopNow();
  const [looked, inner] = parted(input.cursor);
  const isDue = inner !== null && nowMs - (looked ?? 0) >= DAY_MS;
  if (isDue) {
    // A day, and the hour that may have been shown twice.
    const since = new Date(nowMs - DAY_MS - HOUR_MS).toISOString();
    for await (const page of walkChanged(walk, { cursor: null, since }, ctx))
      yield { ...page, cursor: input.cursor ?? "", safeToSave: true };
  }
  const mark = isDue || looked === null ? nowMs : looked;
  for await (const page of walkChanged(walk, { ...input, cursor: inner }, ctx))
    yield { ...page, cursor: `${new Date(mark).toISOString()}${LOOKED}${page.cursor}` };
}

function parted(cursor: string | null): readonly [looked: number | null, inner: string | null] {
  if (cursor === null) return [null, null];
  const at = cursor.indexOf(LOOKED);
  const looked = at < 0 ? Number.NaN : Date.parse(cursor.slice(0, at));
  return Number.isNaN(looked) ? [null, cursor] : [looked, cursor.slice(at + 1)];
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
  const ms = typeof text === "string" ? Date.parse(`${text.slice(0, 19).replace(" ", "T")}Z`) : Number.NaN;
  return Number.isNaN(ms) ? 0 : ms;
}

/** An hour more where the clocks are set back, and where the zone is not known. */
function overlap(newestMs: number, { timeZone }: ShopFacts): number {
  if (timeZone === "") return OVERLAP_MS + HOUR_MS;
  const isSettled = zoneOffset(timeZone, newestMs - 15 * HOUR_MS) === zoneOffset(timeZone, newestMs + 15 * HOUR_MS);
  return isSettled ? OVERLAP_MS : OVERLAP_MS + HOUR_MS;
}
