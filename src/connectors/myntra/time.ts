/** Myntra writes the clock of India, which has had one zone and no summer time since 1945, without an offset. */
import { localTime } from "../kit/parse/local-time.ts";

const india = localTime(() => 330);
const DAY_FIRST = /^(\d{2})-(\d{2})-(\d{4}) (\d{2}:\d{2}:\d{2})$/;

export const DAY_MS = 24 * 3_600_000;

/** The day there: "2026-11-20". */
export const indianDay = (ms: number): string => india.toLocal(ms).slice(0, 10);

/** "2026-11-20 10:00:00", as eventTime wants it. */
export const eventTime = (ms: number): string => india.toLocal(ms);

/** "20-11-2026 10:00:00", as most bodies want it. */
export function bodyTime(ms: number): string {
  const [day = "", time = ""] = india.toLocal(ms).split(" ");
  return `${day.split("-").reverse().join("-")} ${time}`;
}

/** Milliseconds of either form; undefined when the text is no time. */
export function msOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = DAY_FIRST.exec(text.trim());
  const ordered = match ? `${match[3]}-${match[2]}-${match[1]} ${match[4]}` : text;
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}/.test(ordered.trim())) return undefined;
  try {
    return Date.parse(india.toUtc(ordered));
  } catch {
    // A date that no calendar has.
    return undefined;
  }
}

/** The day `days` later: "2026-11-20", -1 is "2026-11-19". */
export const dayPlus = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
