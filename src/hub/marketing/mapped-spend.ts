/**
 * All that was spent on ads, with the channel it is for (decision 325): rows (day, channel_id, connection_id, account,
 * campaign_key, campaign, spend, currency, impressions, clicks, conversions, conversion_value). `channel_id` null: all
 * channels. `spend` is numeric, in `currency`, without the tax billed on top. Of manual spend `connection_id` is null,
 * `account` and `campaign` its label, `campaign_key` empty; a day may have several rows of it. Taken as
 * `(MAPPED_SPEND) s where s.day between ...`, each part is read by its days.
 */
export const MAPPED_SPEND = `
  select a.date as day, m.channel_id, a.connection_id, n.name as account, a.campaign_key, a.campaign_name as campaign,
    a.spend, trim(a.currency) as currency, a.impressions, a.clicks, a.conversions, a.conversion_value
  from argosy.ad_spend a
  join argosy.connection n on n.organization_id = a.organization_id and n.id = a.connection_id
  left join argosy.campaign_channel m on m.organization_id = a.organization_id
    and m.connection_id = a.connection_id and m.campaign_key = a.campaign_key
  where a.organization_id = argosy.tenant() and a.ad_set_key = ''
  union all
  select h.date, h.channel_id, null, h.label, '', h.label, h.amount, trim(h.currency), 0, 0, 0, 0
  from argosy.manual_spend h
  where h.organization_id = argosy.tenant()`;
