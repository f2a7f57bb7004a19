-- The items of a channel that show one number.
CREATE INDEX CONCURRENTLY IF NOT EXISTS listing_shared ON argosy.listing (organization_id, connection_id, shared_stock)
  WHERE shared_stock IS NOT NULL;
