/** What was spent on ads in some days, by account, campaign or day, beside what the channels sold. */
import { parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";

export const SPEND_BY = ["day", "campaign", "account"] as const;
export type SpendBy = (typeof SPEND_BY)[number];

export interface SpendRow {
  /** A day (YYYY-MM-DD); null by campaign and account. */
  readonly date: string | null;
  readonly accountId: string;
  readonly accountName: string;
  readonly provider: string;
  /** Null by day and account. */
  readonly campaignKey: string | null;
  readonly campaignName: string | null;
  /** Decimal text in the account's currency, exact. */
  readonly spend: string;
  readonly currency: string;
  /** The same in minor units, rounded for reading. */
  readonly spendMinor: bigint;
  readonly impressions: number;
  readonly clicks: number;
  /** What the platform claims; never measured here. */
  readonly conversions: string;
  readonly conversionValue: string;
  readonly conversionValueMinor: bigint;
}

/** A campaign is one by its key, under the name it was told with last; the dearest first, days newest first. */
export async function spendReport(
  tx: Tx,
  asked: { readonly from: string; readonly to: string; readonly by: SpendBy },
): Promise<SpendRow[]> {
  const rows = await tx.rows<Omit<SpendRow, "spendMinor" | "conversionValueMinor">>(
    `select to_char(d.date, 'YYYY-MM-DD') as date,
       s.connection_id as "accountId", c.name as "accountName", c.provider,
       d.campaign_key as "campaignKey",
       case when d.campaign_key is not null
         then (array_agg(s.campaign_name order by s.date desc))[1] end as "campaignName",
       trim_scale(sum(s.spend))::text as spend, trim(s.currency) as currency,
       sum(s.impressions)::float8 as impressions, sum(s.clicks)::float8 as clicks,
       trim_scale(sum(s.conversions))::text as conversions,
       trim_scale(sum(s.conversion_value))::text as "conversionValue"
     from argosy.ad_spend s
     cross join lateral (
       select case when $3 = 'day' then s.date end as date,
         case when $3 = 'campaign' then s.campaign_key end as campaign_key) d
     join argosy.connection c on c.organization_id = argosy.tenant() and c.id = s.connection_id
     where s.organization_id = argosy.tenant() and s.ad_set_key = '' and s.date between $1::date and $2::date
     group by d.date, d.campaign_key, s.connection_id, c.name, c.provider, s.currency
     order by d.date desc nulls last, sum(s.spend) desc, lower(c.name), s.connection_id
     limit 5000`,
    [asked.from, asked.to, asked.by],
  );
  const minorOf = (text: string, currency: string) => roundToUnits(parseDecimal(text), currencyExponent(currency));
  return rows.map((row) => ({
    ...row,
    spendMinor: minorOf(row.spend, row.currency),
    conversionValueMinor: minorOf(row.conversionValue, row.currency),
  }));
}
