/** Platforms that write dates in a shop's local time without an offset: "2026-11-20 10:15:00". */
import { message } from "../../../commerce/message.ts";
import { ConnectorError } from "../contract/errors.ts";

const MINUTE_MS = 60_000;
const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?$/;

export interface LocalTime {
  /** ISO 8601 UTC of the platform's text. Throws ConnectorError drift when it is no date. */
  toUtc(text: string): string;
  /** What a clock in that place showed at that moment: "2026-11-20 10:15:00". */
  toLocal(utcMs: number): string;
  /**
   * A local time no moment from then on lies before, for filters: where clocks are put back about then, an hour is shown
   * twice, and its earlier reading counts.
   */
  toLocalSince(utcMs: number): string;
}

/** Clocks are put back by an hour at most, and a text of that hour may have been read as its second showing. */
const NEAR_MS = 2 * 60 * MINUTE_MS;

/** `offsetAt` says how many minutes the place is ahead of UTC at a moment. */
export function localTime(offsetAt: (utcMs: number) => number): LocalTime {
  return {
    toUtc(text) {
      const match = LOCAL.exec(text.trim());
      const [, day, time, zone] = match ?? [];
      const naive = Date.parse(`${day}T${time}Z`);
      if (!match || Number.isNaN(naive))
        throw new ConnectorError({ kind: "drift", path: "date" }, message("platform.noDate", { text }));
      if (zone) return new Date(Date.parse(`${day}T${time}${zone}`)).toISOString();
      // Twice: the offset is asked for the moment itself, which the offset moves.
      const near = naive - offsetAt(naive) * MINUTE_MS;
      return new Date(naive - offsetAt(near) * MINUTE_MS).toISOString();
    },
    toLocal: (utcMs) => naiveText(utcMs + offsetAt(utcMs) * MINUTE_MS),
    toLocalSince(utcMs) {
      const putBack = Math.max(0, offsetAt(utcMs - NEAR_MS) - offsetAt(utcMs + NEAR_MS));
      const least = Math.min(offsetAt(utcMs - NEAR_MS), offsetAt(utcMs), offsetAt(utcMs + NEAR_MS));
      return naiveText(utcMs + (putBack > 0 ? least - putBack : offsetAt(utcMs)) * MINUTE_MS);
    },
  };
}

/** How far a platform's clock and its database's may stand apart. */
export const CLOCKS_APART_MS = 5 * MINUTE_MS;

/**
 * Times of what has happened: one that is not yet was written in another time zone than we think, and is now, or an order
 * would seem newer than what becomes of it.
 */
export function happened(time: LocalTime, nowMs: number): LocalTime {
  const toUtc = (text: string) => {
    const reported = time.toUtc(text);
    return Date.parse(reported) > nowMs + CLOCKS_APART_MS ? new Date(nowMs).toISOString() : reported;
  };
  return { ...time, toUtc };
}

const DAY_MS = 24 * 60 * MINUTE_MS;

/** A local time to go on from; where it is not yet, the place has another time zone now, and the last day counts. */
export function notAhead(local: string, time: LocalTime, nowMs: number): string {
  return local > time.toLocal(nowMs) ? time.toLocal(nowMs - DAY_MS) : local;
}

/** "2026-11-20 10:15:00" of a moment in UTC. */
export function naiveText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** The day a calendar in that zone showed at that moment: "2026-11-20". Throws RangeError on a name nobody knows. */
export function localDay(utcMs: number, timeZone: string): string {
  return naiveText(utcMs + zoneOffset(timeZone, utcMs) * MINUTE_MS).slice(0, 10);
}

/** Making one takes a hundred times as long as asking it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const cached = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  formats.set(timeZone, cached);
  return cached;
}

/** Minutes a zone is ahead of UTC at a moment. Throws RangeError on a name nobody knows. */
export function zoneOffset(timeZone: string, utcMs: number): number {
  const parts = formatOf(timeZone).formatToParts(utcMs);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d{1,2})(?::(\d{2}))?/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
