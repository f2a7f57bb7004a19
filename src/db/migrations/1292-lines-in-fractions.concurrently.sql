-- Items sold in fractions are found by it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_line_in_fractions ON argosy.order_line (organization_id, listing_id) WHERE exact_quantity IS NOT NULL;
