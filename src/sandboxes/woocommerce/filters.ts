/** Date windows of list routes, with the time-zone trap of WP_Date_Query. */

import { flag } from "./rest.ts";
import type { Obj, Shop } from "./state.ts";
import { asSiteTime, localToMs, zoneOffsetMinutes } from "./time.ts";

/**
 * Instant a date parameter means. With `dates_are_gmt` the text is compared with UTC columns; a text that
 * carries an offset is first turned into site time, which makes "Z plus flag" wrong by the site's offset.
 */
function bound(shop: Shop, value: unknown, gmt: boolean): number | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.replace(" ", "T");
  const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i.test(text);
  if (!hasOffset) return gmt ? Date.parse(`${asSiteTime(shop.zone, text)}Z`) : localToMs(shop.zone, text);
  const instant = Date.parse(text);
  return gmt ? instant + zoneOffsetMinutes(shop.zone, instant) * 60_000 : instant;
}

/** True for rows inside after/before and modified_after/modified_before; exclusive and second-grained. */
export function dateFilter(shop: Shop, params: Obj): (row: { created: number; modified: number }) => boolean {
  const gmt = flag(params["dates_are_gmt"]);
  const at = (name: string) => bound(shop, params[name], gmt);
  const [after, before, changedAfter, changedBefore] = [
    at("after"),
    at("before"),
    at("modified_after"),
    at("modified_before"),
  ];
  const second = (ms: number) => Math.floor(ms / 1000) * 1000;
  return (row) =>
    (after === undefined || second(row.created) > after) &&
    (before === undefined || second(row.created) < before) &&
    (changedAfter === undefined || second(row.modified) > changedAfter) &&
    (changedBefore === undefined || second(row.modified) < changedBefore);
}
