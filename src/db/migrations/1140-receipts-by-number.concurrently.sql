CREATE INDEX CONCURRENTLY IF NOT EXISTS pos_sale_found ON argosy.pos_sale (organization_id, number);
