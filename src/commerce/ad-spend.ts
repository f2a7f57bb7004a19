/** What an ad account spent, as its platform tells it: by day of the account's own calendar, campaign and ad set. */

/** Days of a calendar, both included: YYYY-MM-DD. */
export interface DaySpan {
  readonly since: string;
  readonly until: string;
}

export interface AdSpendDay {
  /** YYYY-MM-DD of the account's own calendar. */
  readonly date: string;
  readonly campaign: { readonly id: string; readonly name: string };
  /** Null: the campaign's whole day. A day of ad sets stands beside it and is part of it, not always all of it. */
  readonly adSet: { readonly id: string; readonly name: string } | null;
  /** Decimal text in the account's currency, exact; without the tax the platform bills on top. */
  readonly spend: string;
  readonly impressions: number;
  readonly clicks: number;
  /** Purchases the platform claims, and what they brought; decimal text, since platforms share one among several ads. */
  readonly conversions: string;
  readonly conversionValue: string;
}

/** The day before and the days after: YYYY-MM-DD moved by whole days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Days of a span, both ends counted. */
export const daysOf = ({ since, until }: DaySpan): number =>
  Math.round((Date.parse(`${until}T00:00:00Z`) - Date.parse(`${since}T00:00:00Z`)) / 86_400_000) + 1;

/** Two spans that meet in the middle; null of one day. */
export function halvesOf(span: DaySpan): readonly [DaySpan, DaySpan] | null {
  const days = daysOf(span);
  if (days < 2) return null;
  const middle = addDays(span.since, Math.floor(days / 2));
  return [
    { since: span.since, until: addDays(middle, -1) },
    { since: middle, until: span.until },
  ];
}
