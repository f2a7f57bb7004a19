CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_cash ON argosy.sales_order (organization_id, cod_state, placed_at DESC, id DESC) WHERE cod_state IS NOT NULL;
