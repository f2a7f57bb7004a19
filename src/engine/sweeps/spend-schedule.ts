/** Which days of an ad account are read, and when: pure, so that each rule is a test. */
import { type DayRange, dayAfter, lengthOf } from "../../commerce/days.ts";
import { localDay, zoneOffset } from "../../connectors/kit/parse/local-time.ts";

/** Each day at this time of the organization's zone the day before is read. */
const AT = "00:30";
const MINUTE_MS = 60_000;
/** So far back the first reading goes, where the platform tells as much. */
const HISTORY_DAYS = 400;

/** The next 00:30 in the zone, later than now. Where clocks skip it, when the hour they skip is over. */
export function nextReading(zone: string, now: Date): Date {
  const today = localDay(now.getTime(), zone);
  for (const day of [today, dayAfter(today, 1)]) {
    const wall = Date.parse(`${day}T${AT}:00Z`);
    const guess = wall - zoneOffset(zone, wall) * MINUTE_MS;
    const at = wall - zoneOffset(zone, guess) * MINUTE_MS;
    if (at > now.getTime()) return new Date(at);
  }
  return new Date(now.getTime() + 24 * 60 * MINUTE_MS);
}

export interface Readable {
  readonly restatedDays: number;
  readonly historyDays: number;
  readonly mostDays: number;
}

/**
 * What one night reads, newest first: the days the platform still changes, at the first time all it tells. The account's
 * today is among them, so that an account ahead of the organization has its yesterday whole.
 */
export function spansOfNight(
  port: Readable,
  account: { readonly today: string; readonly isFirst: boolean },
): readonly DayRange[] {
  const days = account.isFirst ? Math.min(HISTORY_DAYS, port.historyDays) : port.restatedDays;
  return inPieces({ from: dayAfter(account.today, -days), to: account.today }, port.mostDays);
}

/** A span in pieces of so many days, newest first. */
export function inPieces(span: DayRange, mostDays: number): readonly DayRange[] {
  const pieces: DayRange[] = [];
  for (let { to } = span; to >= span.from; ) {
    const from = lengthOf({ from: span.from, to }) <= mostDays ? span.from : dayAfter(to, 1 - mostDays);
    pieces.push({ from, to });
    to = dayAfter(from, -1);
  }
  return pieces;
}
