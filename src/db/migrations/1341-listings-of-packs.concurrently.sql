-- Packs of a store: few, among all of its items.
CREATE INDEX CONCURRENTLY IF NOT EXISTS listing_contents ON argosy.listing (organization_id, connection_id)
  WHERE contents IS NOT NULL;
