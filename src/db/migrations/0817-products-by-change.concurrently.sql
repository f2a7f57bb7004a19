CREATE INDEX CONCURRENTLY IF NOT EXISTS product_updated ON argosy.product (organization_id, updated_at, id) WHERE deleted_at IS NULL;
