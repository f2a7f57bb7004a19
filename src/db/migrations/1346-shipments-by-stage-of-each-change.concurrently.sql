CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_stage ON argosy.shipment (organization_id, stage, created_at DESC, id DESC);
