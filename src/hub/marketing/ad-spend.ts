/** What ad accounts spent, kept by day of the account's own calendar. */

import { z } from "zod";
import type { AdSpendDay } from "../../commerce/ad-spend.ts";
import type { DayRange } from "../../commerce/days.ts";
import { WRITTEN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { saveCampaigns } from "./campaigns.ts";

/** What reading one ad account brought. */
export const adSpendReadSchema = z.object({
  accountId: id,
  accountName: z.string(),
  /** `under_way`: the platform makes a report; it is read by itself once it is there. */
  state: z.enum(["read", "under_way", "failed"]),
  text: z.string().describe("why it failed"),
  days: z.int().describe("with spend"),
  campaigns: z.int(),
  spend: z.string().describe("exact decimal"),
  currency: z.string(),
});

export type AdSpendRead = Answered<typeof adSpendReadSchema>;

export interface ReportedSpend {
  readonly connectionId: string;
  readonly currency: string;
  readonly span: DayRange;
  /** All of the span; several rows of one key would count twice, so that the last one counts. */
  readonly days: readonly AdSpendDay[];
  readonly now: Date;
}

/** Puts what was told in the place of what was known of these days. Days outside the span are left alone. */
export async function replaceSpend(tx: Tx, { connectionId, currency, span, days, now }: ReportedSpend): Promise<void> {
  const rows = new Map(
    days
      .filter(({ date }) => date >= span.from && date <= span.to)
      .map(({ date, campaign, adSet, ...reported }) => [
        `${date} ${campaign.id} ${adSet?.id ?? ""}`,
        {
          ...reported,
          date,
          campaign: storableText(campaign.id),
          campaign_name: storableText(campaign.name),
          ad_set: storableText(adSet?.id ?? ""),
          ad_set_name: storableText(adSet?.name ?? ""),
        },
      ]),
  );
  // Two readers of one account take turns; the later one's word stands.
  await tx.rows(
    "select 1 from argosy.connection where organization_id = argosy.tenant() and id = $1 for no key update",
    [connectionId],
  );
  await tx.run(
    `delete from argosy.ad_spend
     where organization_id = argosy.tenant() and connection_id = $1 and date between $2::date and $3::date`,
    [connectionId, span.from, span.to],
  );
  if (rows.size === 0) return;
  await tx.run(
    `insert into argosy.ad_spend (
       organization_id, connection_id, date, campaign_key, ad_set_key, campaign_name, ad_set_name,
       spend, currency, impressions, clicks, conversions, conversion_value, read_at)
     select argosy.tenant(), $2, date, campaign, ad_set, campaign_name, ad_set_name,
       spend, $3, impressions, clicks, conversions, "conversionValue", $4
     from json_to_recordset($1) as n(date date, campaign text, ad_set text, campaign_name text, ad_set_name text,
       spend numeric, impressions bigint, clicks bigint, conversions numeric, "conversionValue" numeric)`,
    [jsonRows([...rows.values()]), connectionId, currency, now],
  );
  const campaigns = [...rows.values()].map((row) => ({ key: row.campaign, name: row.campaign_name, date: row.date }));
  await saveCampaigns(tx, connectionId, campaigns);
}

/** Accounts that can be asked, by name, and the organization's zone. Throws HubError AD_ACCOUNT_UNKNOWN, AD_ACCOUNT_NONE. */
export async function activeAdAccounts(
  tx: Tx,
  only: string | undefined,
): Promise<{ readonly accounts: readonly { readonly id: string; readonly name: string }[]; readonly zone: string }> {
  const accounts = await tx.rows<{ id: string; name: string }>(
    `select id, name from argosy.connection
     where organization_id = argosy.tenant() and kind = 'marketing' and deleted_at is null
       and state in ${WRITTEN} and ($1::uuid is null or id = $1)
     order by lower(name), id`,
    [only ?? null],
  );
  if (accounts.length === 0 && only !== undefined) throw refusal("AD_ACCOUNT_UNKNOWN", "accountId");
  if (accounts.length === 0)
    throw new HubError("AD_ACCOUNT_NONE", "conflict", "No ad account is connected. Connect one under Channels first.");
  const { zone } = await tx.one<{ zone: string }>(
    "select zone from argosy.organization where organization_id = argosy.tenant()",
    [],
  );
  return { accounts, zone };
}

/** What is known of an account's days. */
export function sumsOf(
  tx: Tx,
  connectionId: string,
  { from, to }: DayRange,
): Promise<{ readonly days: number; readonly campaigns: number; readonly spend: string; readonly currency: string }> {
  return tx.one(
    `select count(distinct date)::int as days, count(distinct campaign_key)::int as campaigns,
       coalesce(sum(spend), 0)::text as spend, coalesce(min(currency), '') as currency
     from argosy.ad_spend
     where organization_id = argosy.tenant() and connection_id = $1 and ad_set_key = ''
       and date between $2::date and $3::date`,
    [connectionId, from, to],
  );
}
