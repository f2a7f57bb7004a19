CREATE INDEX CONCURRENTLY IF NOT EXISTS ad_spend_by_campaign ON argosy.ad_spend
  (organization_id, connection_id, campaign_key, date) WHERE ad_set_key = '';
