CREATE INDEX CONCURRENTLY IF NOT EXISTS stock_document_date ON argosy.stock_document (organization_id, document_date, id);
