CREATE INDEX CONCURRENTLY IF NOT EXISTS campaign_channel_name ON argosy.campaign_channel
  (organization_id, name_key, connection_id, campaign_key);
DROP INDEX CONCURRENTLY IF EXISTS argosy.campaign_channel_by_name;
-- Links of one channel, where another has many.
CREATE INDEX CONCURRENTLY IF NOT EXISTS listing_by_age ON argosy.listing (organization_id, connection_id, id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS organization_by_age ON argosy.organization (created_at, organization_id);
