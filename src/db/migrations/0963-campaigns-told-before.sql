-- Campaigns that were told before they had rows: forced row level security hid them from an owner who is no superuser.
ALTER TABLE argosy.ad_spend NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.campaign_channel NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.campaign_channel (organization_id, connection_id, campaign_key, campaign_name, last_on)
SELECT DISTINCT ON (organization_id, connection_id, campaign_key)
  organization_id, connection_id, campaign_key, campaign_name, date
FROM argosy.ad_spend
WHERE ad_set_key = ''
ORDER BY organization_id, connection_id, campaign_key, date DESC
ON CONFLICT DO NOTHING;
ALTER TABLE argosy.campaign_channel FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.ad_spend FORCE ROW LEVEL SECURITY;
