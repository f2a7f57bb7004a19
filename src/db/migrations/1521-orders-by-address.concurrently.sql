-- Orders to ship by where they go. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_address ON argosy.sales_order (organization_id, address_key, placed_at, id)
  WHERE address_key <> '' AND status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
-- Orders from before that have no digest of their address yet.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_not_keyed ON argosy.sales_order (organization_id, id)
  WHERE NOT is_address_keyed AND status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_label ON argosy.shipment (organization_id, label_shipment_id) WHERE label_shipment_id IS NOT NULL;
