/** Days of a calendar as text, YYYY-MM-DD, which sorts as they follow each other. Which zone's they are, the caller knows. */

/** From the first day to the last, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
// A day of text has no clock: all of them are 24 hours long in UTC.
const begin = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** The day so many days later; earlier where they are negative. */
export function dayAfter(day: string, days: number): string {
  return new Date(begin(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days a range has; below one where the first comes after the last. NaN where a text is no day. */
export function lengthOf({ from, to }: DayRange): number {
  return Math.round((begin(to) - begin(from)) / DAY_MS) + 1;
}

/** Its days, the first one first. */
export function daysOf(range: DayRange): string[] {
  return Array.from({ length: lengthOf(range) }, (_, n) => dayAfter(range.from, n));
}

/** As many days right before. */
export function previousOf(range: DayRange): DayRange {
  return { from: dayAfter(range.from, -lengthOf(range)), to: dayAfter(range.from, -1) };
}

/** Two ranges that meet in the middle; null of one day. */
export function halvesOf(range: DayRange): readonly [DayRange, DayRange] | null {
  const days = lengthOf(range);
  if (days < 2) return null;
  const middle = dayAfter(range.from, Math.floor(days / 2));
  return [
    { from: range.from, to: dayAfter(middle, -1) },
    { from: middle, to: range.to },
  ];
}
