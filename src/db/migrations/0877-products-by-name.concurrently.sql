CREATE INDEX CONCURRENTLY IF NOT EXISTS product_by_name
  ON argosy.product (organization_id, title_key, id) WHERE deleted_at IS NULL;
