/** Campaigns of ad accounts and the channel each is for: by hand, by a rule on its name, or all channels (decision 325). */

import { z } from "zod";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { jsonRows, storableText } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import { down, type Placed, sortedPage, unplaced, up } from "../sorting.ts";

export const CHOSEN_BY = ["hand", "rule", "nobody"] as const;
export type ChosenBy = (typeof CHOSEN_BY)[number];

export const campaignSchema = z.object({
  accountId: id,
  accountName: z.string(),
  provider: z.string(),
  campaignKey: z.string(),
  /** As it was told for its last day. */
  campaignName: z.string(),
  lastOn: z.string().describe("last day it was told for"),
  channelId: id.nullable().describe("null: all channels"),
  channelName: z.string().nullable(),
  chosenBy: z.enum(CHOSEN_BY).describe("no one: its spend is shared by all channels"),
  spend: z.string().describe("of the 30 days up to that one, exact decimal"),
  currency: z.string(),
});

export type Campaign = Answered<typeof campaignSchema>;

export interface CampaignKey {
  readonly accountId: string;
  readonly campaignKey: string;
}

export type CampaignFilter = PageRequest &
  Optional<{
    accountId: string;
    chosenBy: ChosenBy;
    /** A part of the name. */
    search: string;
    sort: CampaignSort;
  }>;

const BY_NAME = [
  ["m.name_key", "text"],
  ["m.connection_id", "uuid"],
  ["m.campaign_key", "text"],
] as const;
const SORTS = { name: up(...BY_NAME), lastName: down(...BY_NAME) } as const;
export type CampaignSort = keyof typeof SORTS;
export const campaignSorts = ["name", "lastName"] as const satisfies readonly CampaignSort[];

/** Campaigns by name, from either end. */
export async function listCampaigns(tx: Tx, filter: CampaignFilter): Promise<Page<Campaign>> {
  const params: unknown[] = [filter.accountId ?? null, filter.chosenBy ?? null, filter.search ?? null];
  const by = sortedPage(SORTS[filter.sort ?? "name"], filter, params);
  const rows = await by.rows<Placed<Campaign>>(
    tx,
    `select m.connection_id as "accountId", a.name as "accountName", a.provider, m.campaign_key as "campaignKey",
       m.campaign_name as "campaignName", m.last_on::text as "lastOn", m.channel_id as "channelId",
       c.name as "channelName", m.chosen_by as "chosenBy", coalesce(s.spend, '0') as spend,
       coalesce(s.currency, '') as currency, ${by.place}
     from argosy.campaign_channel m
     join argosy.connection a on a.organization_id = m.organization_id and a.id = m.connection_id
     left join argosy.connection c on c.organization_id = m.organization_id and c.id = m.channel_id
     cross join lateral (
       select trim_scale(sum(d.spend))::text as spend, trim(min(d.currency)) as currency
       from argosy.ad_spend d
       where d.organization_id = argosy.tenant() and d.connection_id = m.connection_id
         and d.campaign_key = m.campaign_key and d.ad_set_key = '' and d.date > m.last_on - 30) s
     where m.organization_id = argosy.tenant()
       and ($1::uuid is null or m.connection_id = $1) and ($2::text is null or m.chosen_by = $2)
       and ($3::text is null or strpos(m.name_key, lower($3)) > 0)
       ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Keeps campaigns an account was told of, under the name of their last day, and gives new ones to their channel. */
export async function saveCampaigns(
  tx: Tx,
  connectionId: string,
  reported: readonly { readonly key: string; readonly name: string; readonly date: string }[],
): Promise<void> {
  const last = new Map<string, { key: string; name: string; date: string }>();
  for (const { key, name, date } of reported)
    if (date >= (last.get(key)?.date ?? "")) last.set(key, { key: storableText(key), name: storableText(name), date });
  const touched = await tx.run(
    `insert into argosy.campaign_channel as c (organization_id, connection_id, campaign_key, campaign_name, last_on)
     select argosy.tenant(), $1, key, name, date from json_to_recordset($2) as n(key text, name text, date date)
     on conflict (organization_id, connection_id, campaign_key) do update
       set campaign_name = excluded.campaign_name, last_on = excluded.last_on
       where excluded.last_on >= c.last_on
         and (c.campaign_name, c.last_on) is distinct from (excluded.campaign_name, excluded.last_on)`,
    [connectionId, jsonRows([...last.values()])],
  );
  if (touched > 0) await applyRules(tx, connectionId);
}

/** The first of `rules` (position, connection_id, match, pattern) that fits the campaign `m`, in any case of letters. */
export const firstRule = (rules: string) => `
  select r.*
  from ${rules} r
  where (r.connection_id is null or r.connection_id = m.connection_id)
    and case r.match
      when 'is' then lower(m.campaign_name) = lower(r.pattern)
      when 'starts' then starts_with(lower(m.campaign_name), lower(r.pattern))
      when 'ends' then right(lower(m.campaign_name), length(lower(r.pattern))) = lower(r.pattern)
      else strpos(lower(m.campaign_name), lower(r.pattern)) > 0
    end
  order by r.position limit 1`;

const OWN_RULES = "(select * from argosy.campaign_rule where organization_id = argosy.tenant())";

/** Gives campaigns nobody chose for by hand to the channel their rule says; without an account those of all. */
export async function applyRules(tx: Tx, connectionId?: string | undefined): Promise<number> {
  return tx.run(
    `update argosy.campaign_channel c
     set channel_id = w.channel_id, rule_id = w.rule_id, chosen_by = w.chosen_by
     from (
       select m.connection_id, m.campaign_key, f.channel_id, f.id as rule_id,
         case when f.id is null then 'nobody' else 'rule' end as chosen_by
       from argosy.campaign_channel m
       left join lateral (${firstRule(OWN_RULES)}) f on true
       where m.organization_id = argosy.tenant() and m.chosen_by <> 'hand'
         and ($1::uuid is null or m.connection_id = $1)) w
     where c.organization_id = argosy.tenant() and c.connection_id = w.connection_id
       and c.campaign_key = w.campaign_key
       and (c.channel_id, c.rule_id, c.chosen_by) is distinct from (w.channel_id, w.rule_id, w.chosen_by)`,
    [connectionId ?? null],
  );
}

/**
 * Gives campaigns to a channel by hand (null: all channels), or back to the rules. Answers how many there were. Throws
 * HubError CAMPAIGN_CHANNEL_UNKNOWN.
 */
export async function chooseChannel(
  tx: Tx,
  campaigns: readonly CampaignKey[],
  choice: { readonly by: "hand"; readonly channelId: string | null } | { readonly by: "rules" },
): Promise<number> {
  const channelId = choice.by === "hand" ? choice.channelId : null;
  await requireChannels(tx, [channelId]);
  const count = await tx.run(
    `update argosy.campaign_channel c set channel_id = $2, chosen_by = $3, rule_id = null
     from json_to_recordset($1) as n("accountId" uuid, "campaignKey" text)
     where c.organization_id = argosy.tenant() and c.connection_id = n."accountId"
       and c.campaign_key = n."campaignKey"`,
    [jsonRows(campaigns), channelId, choice.by === "hand" ? "hand" : "nobody"],
  );
  if (choice.by === "rules") await applyRules(tx);
  return count;
}

/** Throws HubError CAMPAIGN_CHANNEL_UNKNOWN unless each is a channel that sells; null is none. */
export async function requireChannels(tx: Tx, channels: readonly (string | null)[]): Promise<void> {
  const ids = [...new Set(channels.filter((one) => one !== null))];
  if (ids.length === 0) return;
  const found = await tx.rows(
    `select from argosy.connection
     where organization_id = argosy.tenant() and kind = 'commerce' and deleted_at is null and id = any($1::uuid[])`,
    [ids],
  );
  if (found.length < ids.length)
    throw new HubError("CAMPAIGN_CHANNEL_UNKNOWN", "validation", "There is no such channel.", "channelId");
}
