CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_document_age ON argosy.shipment_document (organization_id, created_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS manifest_age ON argosy.manifest (organization_id, created_at) WHERE file_id IS NOT NULL;
