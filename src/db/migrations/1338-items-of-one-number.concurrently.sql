-- The items that show a number together, by it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS listing_shared_stock ON argosy.listing (organization_id, connection_id, shared_stock)
  WHERE shared_stock IS NOT NULL;
