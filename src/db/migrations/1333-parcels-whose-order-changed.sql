-- The order is another than its parcel was booked for: what changed, and the change a person has looked at and kept.
ALTER TABLE argosy.shipment
  ADD COLUMN order_change text CHECK (order_change IN ('cancelled', 'units', 'amount')),
  ADD COLUMN order_change_kept text CHECK (order_change_kept IN ('cancelled', 'units', 'amount'));
ALTER TABLE argosy.shipment DROP COLUMN stage;
ALTER TABLE argosy.shipment ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN state = 'withdrawn' OR (status = 'cancelled' AND state <> 'unknown') THEN 'cancelled'
    WHEN state IN ('requested', 'booking') THEN 'booking'
    WHEN state = 'refused' THEN 'refused'
    WHEN state = 'unknown' OR is_stale OR status IN ('pickup_failed', 'exception', 'lost')
      OR (label_state = 'failed' AND status = 'created')
      OR (order_change IS NOT NULL AND status IN ('created', 'label_ready')) THEN 'attention'
    WHEN status IN ('created', 'label_ready') AND handed_over_at IS NULL THEN 'ready'
    WHEN status IN ('created', 'label_ready', 'picked_up', 'in_transit', 'out_for_delivery') THEN 'moving'
    WHEN status = 'delivered' THEN 'delivered'
    WHEN status = 'rto_in_transit' THEN 'returning'
    ELSE 'returned'
  END) STORED;
