/** Profit by campaign and by the month customers ordered first, from the sums of days. */

import { z } from "zod";
import { CURRENCY_EXPONENTS } from "../../commerce/money.ts";
import {
  type CampaignSpend,
  type CampaignSums,
  campaignSums,
  type OriginDay,
} from "../../commerce/profit/campaigns.ts";
import { type Tx, together } from "../../db/database.ts";
import { channelsOf, requestedChannels } from "../analytics/sales.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { MAPPED_SPEND } from "../marketing/mapped-spend.ts";
import { EXPONENTS, RATE_OF_DAY, SPEND_MINOR } from "./days.ts";
import {
  figuresFrom,
  isSelected,
  type ProfitFigures,
  type ProfitQuestion,
  percentOf,
  type Sums,
  sumsOf,
  type TotalFigures,
} from "./report.ts";
import { NO_COHORT } from "./rungs.ts";
import { profitSettings } from "./settings.ts";

export const campaignFiguresFields = {
  orders: z.int().describe("that name the campaign"),
  revenueMinor: minorUnits.describe("with a share of what channels sold that tell no campaigns"),
  cm2Minor: minorUnits,
  spendMinor: minorUnits.describe("as it is spent, with the tax billed on top"),
  cm3Minor: minorUnits.describe("CM2 - spend"),
};

export const campaignProfitSchema = z
  .object({
    /** The ad account's connection; null: spend by hand or from a file, or a campaign nobody spent on in these days. */
    accountId: id.nullable(),
    account: z.string().nullable().describe("null: no spend on what orders name"),
    campaignKey: z.string(),
    campaign: z.string(),
    storeId: id.nullable().describe("null: all channels"),
    storeName: z.string().nullable(),
    ...campaignFiguresFields,
    cm3Percent: z.number().nullable().describe("of revenue; null without any"),
    namedPercent: z
      .number()
      .nullable()
      .describe("of revenue; null without any")
      .describe("of the revenue: told by orders themselves; the rest is shared out by spend"),
  })
  .meta({ id: "CampaignProfit" });

export type CampaignProfit = Answered<typeof campaignProfitSchema>;

export interface CampaignReport {
  readonly campaigns: readonly CampaignProfit[];
  /** Orders that came by no campaign, and what is advertised or charged without one. */
  readonly rest: Pick<CampaignProfit, "orders" | "revenueMinor" | "cm2Minor" | "spendMinor" | "cm3Minor">;
}

const ORIGINS = `
  select d.day::text as day, d.channel_id as "channelId", d.origin, ${sumsOf("d")}
  from argosy.profit_origin_day d
  where d.organization_id = argosy.tenant() and d.day between $1::date and $2::date and ${isSelected("d.channel_id")}
  group by d.day, d.channel_id, d.origin
  order by d.day, d.channel_id, d.origin`;

// The cents of a day and channel are those that were shared out (days.ts): campaigns are cut off at whole units in turn.
const SPENDS = `
  with spent as materialized (
    select c.day, c.channel_id, c.account_id, c.account, c.key, c.campaign,
      sum(c.amount * r.rate * ${EXPONENTS}) as amount
    from (
      select s.day, s.channel_id, s.connection_id as account_id, s.account, s.campaign_key as key, s.campaign,
        s.currency::text as currency, ${SPEND_MINOR} as amount
      from (${MAPPED_SPEND}) s
      where s.day between $1::date and $7::date and s.spend <> 0
        and ($8::uuid[] is null or s.channel_id = any($8))
    ) c
    ${RATE_OF_DAY}
    where r.rate is not null
    group by 1, 2, 3, 4, 5, 6
  )
  select day::text as day, channel_id as "channelId", account_id as "accountId", account, key, campaign,
    (round(sum(amount) over upto) - round(sum(amount) over upto - amount))::bigint as "spendMinor"
  from spent
  window upto as (partition by day, channel_id order by account_id, account, key, campaign)`;

interface SpendRow extends Omit<CampaignSpend, "id" | "name"> {
  readonly accountId: string | null;
  readonly account: string;
  readonly campaign: string;
}

const idOf = ({ accountId, account, key, campaign }: SpendRow) =>
  JSON.stringify(accountId === null ? [null, account] : [accountId, key, key === "" ? campaign : ""]);

/** Campaigns of a range with what they earned, the largest first; with channels asked for, of campaigns of these alone. */
export async function profitByCampaign(
  tx: Tx,
  { calendar, range, storeIds }: ProfitQuestion,
  total: TotalFigures,
): Promise<CampaignReport> {
  const settings = await profitSettings(tx);
  const stores = requestedChannels(storeIds);
  const exponents = JSON.stringify(CURRENCY_EXPONENTS);
  const terms = [calendar.currency, calendar.zone, exponents, settings.adTaxPercent, settings.hasInputCredit];
  const [origins, spends] = await together([
    tx.rows<Sums & Pick<OriginDay, "day" | "channelId" | "origin">>(ORIGINS, [range.from, range.to, stores]),
    tx.rows<SpendRow>(SPENDS, [range.from, ...terms, range.to, stores]),
  ]);
  const reported = new Map(spends.map((row) => [idOf(row), row]));
  const sums = campaignSums(
    origins.map((row) => ({ ...row, ...figuresFrom(row) })),
    spends.map((row) => ({ ...row, id: idOf(row), name: row.campaign })),
  );
  const names = await channelsOf(
    tx,
    spends.map(({ channelId }) => channelId),
  );
  const campaigns = sums.map((each) => campaignOf(each, reported, names));
  const less = (whole: bigint, name: "revenueMinor" | "cm2Minor" | "spendMinor" | "cm3Minor") =>
    campaigns.reduce((rest, each) => rest - each[name], whole);
  return {
    campaigns,
    rest: {
      orders: campaigns.reduce((rest, { orders }) => rest - orders, total.orders),
      revenueMinor: less(total.revenueMinor, "revenueMinor"),
      cm2Minor: less(total.cm2Minor, "cm2Minor"),
      spendMinor: less(total.adsMinor + total.unallocatedAdsMinor, "spendMinor"),
      cm3Minor: less(total.cm3Minor - total.unallocatedAdsMinor, "cm3Minor"),
    },
  };
}

type Names = Awaited<ReturnType<typeof channelsOf>>;

function campaignOf(sums: CampaignSums, reported: ReadonlyMap<string, SpendRow>, names: Names): CampaignProfit {
  const { orders, revenueMinor, cm2Minor, spendMinor, namedRevenueMinor } = sums;
  const row = sums.id === null ? undefined : reported.get(sums.id);
  const cm3Minor = cm2Minor - spendMinor;
  return {
    accountId: row?.accountId ?? null,
    account: row?.account ?? null,
    campaignKey: row?.key ?? "",
    campaign: row?.campaign ?? sums.word ?? "",
    storeId: row?.channelId ?? null,
    storeName: row?.channelId ? (names.get(row.channelId)?.storeName ?? null) : null,
    ...{ orders, revenueMinor, cm2Minor, spendMinor, cm3Minor },
    cm3Percent: percentOf(cm3Minor, revenueMinor),
    namedPercent: percentOf(namedRevenueMinor, revenueMinor),
  };
}

export interface CohortProfit extends ProfitFigures {
  /** YYYY-MM of the customers' first order; null: orders without a known customer. */
  readonly cohort: string | null;
  readonly estimatedPercent: number | null;
}

const COHORTS = `
  select case when d.cohort <> '${NO_COHORT}' then to_char(d.cohort, 'YYYY-MM') end as cohort, ${sumsOf("d")},
    sum(d.costs_minor)::bigint as costs, sum(d.estimated_minor)::bigint as estimated
  from argosy.profit_cohort_day d
  where d.organization_id = argosy.tenant() and d.day between $1::date and $2::date and ${isSelected("d.channel_id")}
  group by d.cohort
  order by d.cohort desc`;

/** Profit of a range by the month in which the customer ordered first, the newest first. */
export async function profitByCohort(tx: Tx, { range, storeIds }: ProfitQuestion): Promise<CohortProfit[]> {
  type Row = Sums & { readonly cohort: string | null; readonly costs: bigint; readonly estimated: bigint };
  const rows = await tx.rows<Row>(COHORTS, [range.from, range.to, requestedChannels(storeIds)]);
  return rows.map((row) => ({
    cohort: row.cohort,
    ...figuresFrom(row),
    estimatedPercent: percentOf(row.estimated, row.costs),
  }));
}
