/** Rules that give campaigns to channels by their names, and what they would change before they are kept. */

import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { jsonRows } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { applyRules, firstRule, requireChannels } from "./campaigns.ts";

export const MATCHES = ["is", "starts", "contains", "ends"] as const;

export interface CampaignRule {
  readonly id: string;
  /** Null: of every ad account. */
  readonly accountId: string | null;
  readonly match: (typeof MATCHES)[number];
  /** Compared without regard to capitals. */
  readonly pattern: string;
  /** Null: all channels. */
  readonly channelId: string | null;
}

export interface StoredRule extends CampaignRule {
  /** Campaigns that are where they are because of it. */
  readonly campaigns: number;
}

/** In their order: the first that fits decides. */
export function campaignRules(tx: Tx): Promise<StoredRule[]> {
  return tx.rows(
    `select r.id, r.connection_id as "accountId", r.match, r.pattern, r.channel_id as "channelId",
       (select count(*)::int from argosy.campaign_channel m
         where m.organization_id = argosy.tenant() and m.rule_id = r.id) as campaigns
     from argosy.campaign_rule r
     where r.organization_id = argosy.tenant()
     order by r.position`,
  );
}

/** Puts the whole list, and every campaign where it says. Throws HubError CAMPAIGN_CHANNEL_UNKNOWN, AD_ACCOUNT_UNKNOWN. */
export async function saveRules(tx: Tx, rules: readonly CampaignRule[]): Promise<StoredRule[]> {
  await checkRules(tx, rules);
  // Two who save at once take turns; the later list stands as a whole.
  await tx.rows("select 1 from argosy.organization where organization_id = argosy.tenant() for no key update");
  await tx.run("delete from argosy.campaign_rule where organization_id = argosy.tenant()");
  await tx.run(
    `insert into argosy.campaign_rule (organization_id, id, position, connection_id, match, pattern, channel_id)
     select argosy.tenant(), id, position, connection_id, match, pattern, channel_id
     from ${DRAFT}`,
    [rowsOf(rules)],
  );
  await applyRules(tx);
  return campaignRules(tx);
}

export const moveSchema = z.object({
  accountId: id,
  accountName: z.string(),
  campaignKey: z.string(),
  campaignName: z.string(),
  fromChannelId: id.nullable().describe("null: all channels"),
  toChannelId: id.nullable().describe("null: all channels"),
  /** Of the days looked at: decimal text in the account's currency. */
  spend: z.string(),
  currency: z.string(),
});

export type Move = Answered<typeof moveSchema>;

/** What is looked at to say what a mapping moves. */
export const DRY_RUN_DAYS = 90;
const MOST_MOVES = 200;

/** Campaigns other rules would give to another channel, the dearest first; those chosen by hand stay. */
export async function tryRules(
  tx: Tx,
  rules: readonly CampaignRule[],
  today: string,
): Promise<{ readonly campaigns: number; readonly moves: readonly Move[] }> {
  await checkRules(tx, rules);
  const rows = await tx.rows<Move & { campaigns: number }>(
    `select m.connection_id as "accountId", a.name as "accountName", m.campaign_key as "campaignKey",
       m.campaign_name as "campaignName", m.channel_id as "fromChannelId", f.channel_id as "toChannelId",
       coalesce(s.spend, 0)::text as spend, coalesce(s.currency, '') as currency, count(*) over ()::int as campaigns
     from argosy.campaign_channel m
     join argosy.connection a on a.organization_id = m.organization_id and a.id = m.connection_id
     left join lateral (${firstRule(`(select * from ${DRAFT})`)}) f on true
     cross join lateral (
       select trim_scale(sum(d.spend)) as spend, trim(min(d.currency)) as currency
       from argosy.ad_spend d
       where d.organization_id = argosy.tenant() and d.connection_id = m.connection_id
         and d.campaign_key = m.campaign_key and d.ad_set_key = '' and d.date > $2::date - ${DRY_RUN_DAYS}) s
     where m.organization_id = argosy.tenant() and m.chosen_by <> 'hand'
       and m.channel_id is distinct from f.channel_id
     order by s.spend desc nulls last, lower(m.campaign_name), m.connection_id, m.campaign_key limit ${MOST_MOVES}`,
    [rowsOf(rules), today],
  );
  return { campaigns: rows[0]?.campaigns ?? 0, moves: rows.map(({ campaigns: _, ...move }) => move) };
}

const DRAFT = `json_to_recordset($1) as n(id uuid, position int, connection_id uuid, match text, pattern text,
  channel_id uuid)`;

const rowsOf = (rules: readonly CampaignRule[]) =>
  jsonRows(
    rules.map(({ id, accountId, match, pattern, channelId }, position) => ({
      ...{ id, position, match, pattern },
      ...{ connection_id: accountId, channel_id: channelId },
    })),
  );

async function checkRules(tx: Tx, rules: readonly CampaignRule[]): Promise<void> {
  await requireChannels(
    tx,
    rules.map(({ channelId }) => channelId),
  );
  const accounts = [...new Set(rules.map(({ accountId }) => accountId).filter((one) => one !== null))];
  const found = await tx.rows(
    `select from argosy.connection
     where organization_id = argosy.tenant() and kind = 'marketing' and id = any($1::uuid[])`,
    [accounts],
  );
  if (found.length < accounts.length) throw refusal("AD_ACCOUNT_UNKNOWN", "accountId", "validation");
}
