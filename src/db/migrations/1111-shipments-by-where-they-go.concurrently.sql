CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_country ON argosy.shipment (organization_id, to_country, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_postcode ON argosy.shipment (organization_id, to_postcode) WHERE to_postcode IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_service ON argosy.shipment (organization_id, service, created_at DESC, id DESC) WHERE service IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_courier ON argosy.shipment (organization_id, connection_id, created_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_reference_begins ON argosy.shipment (organization_id, reference COLLATE "C");
CREATE INDEX CONCURRENTLY IF NOT EXISTS parcel_number_begins ON argosy.parcel (organization_id, tracking_number COLLATE "C") WHERE tracking_number IS NOT NULL;
