CREATE INDEX CONCURRENTLY IF NOT EXISTS stock_document_of_order ON argosy.stock_document (organization_id, purchase_order_id, id) WHERE purchase_order_id IS NOT NULL;
