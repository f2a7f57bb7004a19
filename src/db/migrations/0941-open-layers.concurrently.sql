-- Layers that still have units, the oldest first: what FIFO takes from.
CREATE INDEX CONCURRENTLY IF NOT EXISTS cost_layer_open ON argosy.cost_layer (organization_id, variant_id, received_at, id) WHERE remaining > 0;
