/** What was spent on ads in some days, by campaign, day, account or channel. */
import { z } from "zod";
import { parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { MAPPED_SPEND } from "./mapped-spend.ts";

export const SPEND_BY = ["day", "campaign", "account", "channel"] as const;
export type SpendBy = (typeof SPEND_BY)[number];

const spentFields = {
  spend: z.string().describe("exact decimal"),
  spendMinor: minorUnits.describe("rounded"),
  currency: z.string(),
  impressions: z.number(),
  clicks: z.number(),
  /** What the platform claims; never measured here. */
  conversions: z.string(),
  conversionValue: z.string(),
  conversionValueMinor: minorUnits,
};

export const spentSchema = z.object(spentFields);

type Spent = Answered<typeof spentSchema>;

export const spendRowSchema = z.object({
  /** A day (YYYY-MM-DD); null by anything else. */
  date: z.string().nullable(),
  /** Null by channel, and of spend entered by hand. */
  accountId: id.nullable(),
  /** The account's, or the label of spend entered by hand; null by channel. */
  accountName: z.string().nullable(),
  provider: z.string().nullable(),
  /** Null but by campaign. */
  campaignKey: z.string().nullable(),
  campaignName: z.string().nullable(),
  channelId: id.nullable().describe("by campaign and channel; null: all channels"),
  channelName: z.string().nullable(),
  ...spentFields,
});

export type SpendRow = Answered<typeof spendRowSchema>;

export interface SpendReport {
  /** The dearest first, days newest first; no more than 5,000. */
  readonly items: readonly SpendRow[];
  /** How many there are. */
  readonly rows: number;
  /** Of all of them, a currency each. */
  readonly totals: readonly Spent[];
}

const SUMS = `
  trim_scale(sum(s.spend))::text as spend, s.currency, sum(s.impressions)::float8 as impressions,
  sum(s.clicks)::float8 as clicks, trim_scale(sum(s.conversions))::text as conversions,
  trim_scale(sum(s.conversion_value))::text as "conversionValue"`;

type Summed = Omit<Spent, "spendMinor" | "conversionValueMinor">;

/** A campaign is one by its key, under the name it was told with last. */
export async function spendReport(
  tx: Tx,
  requested: { readonly from: string; readonly to: string; readonly by: SpendBy },
): Promise<SpendReport> {
  const found = await tx.rows<Omit<SpendRow, "spendMinor" | "conversionValueMinor"> & { rows: number }>(
    `select to_char(d.date, 'YYYY-MM-DD') as date, d.account as "accountId", d.label as "accountName", c.provider,
       d.campaign as "campaignKey",
       case when d.campaign is not null then (array_agg(s.campaign order by s.day desc))[1] end as "campaignName",
       d.channel as "channelId", h.name as "channelName", ${SUMS}, count(*) over ()::int as rows
     from (${MAPPED_SPEND}) s
     cross join lateral (
       select case when $3 = 'day' then s.day end as date,
         case when $3 <> 'channel' then s.connection_id end as account,
         case when $3 <> 'channel' then s.account end as label,
         case when $3 = 'campaign' then s.campaign_key end as campaign,
         case when $3 in ('campaign', 'channel') then s.channel_id end as channel) d
     left join argosy.connection c on c.organization_id = argosy.tenant() and c.id = d.account
     left join argosy.connection h on h.organization_id = argosy.tenant() and h.id = d.channel
     where s.day between $1::date and $2::date
     group by d.date, d.account, d.label, d.campaign, d.channel, c.provider, h.name, s.currency
     order by d.date desc nulls last, sum(s.spend) desc, lower(d.label), d.account, d.campaign, d.channel
     limit 5000`,
    [requested.from, requested.to, requested.by],
  );
  const totals = await tx.rows<Summed>(
    `select ${SUMS} from (${MAPPED_SPEND}) s where s.day between $1::date and $2::date
     group by s.currency order by s.currency`,
    [requested.from, requested.to],
  );
  return {
    items: found.map(({ rows: _, ...row }) => withMinor(row)),
    rows: found[0]?.rows ?? 0,
    totals: totals.map(withMinor),
  };
}

function withMinor<Row extends Summed>(row: Row) {
  const minorOf = (text: string) => roundToUnits(parseDecimal(text), currencyExponent(row.currency));
  return { ...row, spendMinor: minorOf(row.spend), conversionValueMinor: minorOf(row.conversionValue) };
}
