/**
 * Times of change that the shop writes or reads wrongly where its clocks change.
 *
 * Set back: an order's `date_modified` is made from the clock on the shop's wall (`current_time('mysql')` in
 * OrdersTableDataStore.php, 10.9.2), so that in the hour shown twice it is an hour early or late, as PHP resolves it.
 * Set forward: a text of UTC that names the hour left out on that wall is moved an hour on (WP_Date_Query reads it as a
 * local time, whatever column it is compared with).
 */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import { zoneOffset } from "../kit/parse/local-time.ts";
import { gmtMs, naiveUtc } from "./client.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So far from a change a time is right: two hours of the change itself, and one of a poll between. */
const NEAR_MS = 3 * HOUR_MS;

type OffsetAt = (ms: number) => number;

/** Minutes ahead of UTC; of a shop that keeps one offset all year, null. */
function offsetOf({ facts }: Pick<ConnectionInfo, "facts">): OffsetAt | null {
  const { timeZone } = facts;
  if (typeof timeZone !== "string" || timeZone === "") return null;
  try {
    zoneOffset(timeZone, 0);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return (ms) => zoneOffset(timeZone, ms);
}

/** How far a time of change near this one may be from the truth; 0 where none is. */
export function doubtMs(connection: Pick<ConnectionInfo, "facts">, ms: number): number {
  const offsetAt = offsetOf(connection);
  if (offsetAt === null) return 0;
  return Math.abs(offsetAt(ms - NEAR_MS) - offsetAt(ms + NEAR_MS)) * MINUTE_MS;
}

/** The text the shop's filter reads as this moment, or as an earlier one where it would read it as a later one. */
export function filterText(connection: Pick<ConnectionInfo, "facts">, text: string): string {
  const offsetAt = offsetOf(connection);
  const ms = gmtMs(text);
  if (offsetAt === null || Number.isNaN(ms) || isOnTheWall(offsetAt, ms)) return text;
  return naiveUtc(ms - HOUR_MS);
}

/** Whether a clock there shows this time at any moment. */
function isOnTheWall(offsetAt: OffsetAt, ms: number): boolean {
  return [ms - NEAR_MS * 5, ms + NEAR_MS * 5].some((near) => {
    const moment = ms - offsetAt(near) * MINUTE_MS;
    return moment + offsetAt(moment) * MINUTE_MS === ms;
  });
}
