-- A pickup that failed is no departure: a word of its own, for somebody to act on (decision 300).
ALTER TABLE argosy.shipment DROP CONSTRAINT shipment_status_check, ADD CONSTRAINT shipment_status_check
  CHECK (status IN ('created', 'label_ready', 'pickup_failed', 'picked_up', 'in_transit', 'out_for_delivery',
    'delivered', 'exception', 'rto_in_transit', 'rto_delivered', 'cancelled', 'lost'));
ALTER TABLE argosy.tracking_event DROP CONSTRAINT tracking_event_status_check, ADD CONSTRAINT tracking_event_status_check
  CHECK (status IN ('created', 'label_ready', 'pickup_failed', 'picked_up', 'in_transit', 'out_for_delivery',
    'delivered', 'exception', 'rto_in_transit', 'rto_delivered', 'cancelled', 'lost'));

ALTER TABLE argosy.shipment DROP COLUMN stage;
ALTER TABLE argosy.shipment ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN state = 'withdrawn' OR (status = 'cancelled' AND state <> 'unknown') THEN 'cancelled'
    WHEN state IN ('requested', 'booking') THEN 'booking'
    WHEN state = 'refused' THEN 'refused'
    WHEN state = 'unknown' OR is_stale OR status IN ('pickup_failed', 'exception', 'lost') OR (label_state = 'failed' AND status = 'created') THEN 'attention'
    WHEN status IN ('created', 'label_ready') THEN 'ready'
    WHEN status IN ('picked_up', 'in_transit', 'out_for_delivery') THEN 'moving'
    WHEN status = 'delivered' THEN 'delivered'
    WHEN status = 'rto_in_transit' THEN 'returning'
    ELSE 'returned'
  END) STORED;
