CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_public_key ON argosy.shipment (organization_id, public_key);
