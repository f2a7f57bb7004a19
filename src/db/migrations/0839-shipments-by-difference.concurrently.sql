CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_differences ON argosy.shipment (organization_id, created_at DESC, id DESC)
  WHERE charge_difference IS NOT NULL OR remittance_difference IS NOT NULL;
