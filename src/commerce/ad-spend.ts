/** What an ad account spent, as its platform tells it: by day of the account's own calendar, campaign and ad set. */

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
