/** Times by which a list is filtered: of what changed since. */
import { localTime } from "../kit/parse/local-time.ts";
import { formatTime, offsetAt } from "./time.ts";

/** Times of such a form repeat where a zone's clocks are put back. */
export const isWallClock = (format: string): boolean => format !== "iso" && !format.startsWith("epoch");

/** As `formatTime`, for filters: no moment from then on is written as an earlier text (`toLocalSince`). */
export function formatSince(ms: number, format: string, zone: string): string {
  if (!isWallClock(format)) return formatTime(ms, format, zone);
  const shown = localTime((utcMs) => offsetAt(utcMs, zone) / 60_000).toLocalSince(ms);
  return formatTime(Date.parse(`${shown.replace(" ", "T")}Z`), format, "UTC");
}
