CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_manifest ON argosy.shipment (organization_id, manifest_id) WHERE manifest_id IS NOT NULL;
