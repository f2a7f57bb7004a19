-- What was handed over is not with whoever packs any more, whether its courier scans it or not (decision 293).
ALTER TABLE argosy.shipment DROP COLUMN stage;
ALTER TABLE argosy.shipment ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN state = 'withdrawn' OR (status = 'cancelled' AND state <> 'unknown') THEN 'cancelled'
    WHEN state IN ('requested', 'booking') THEN 'booking'
    WHEN state = 'refused' THEN 'refused'
    WHEN state = 'unknown' OR is_stale OR status IN ('pickup_failed', 'exception', 'lost')
      OR (label_state = 'failed' AND status = 'created') THEN 'attention'
    WHEN status IN ('created', 'label_ready') AND handed_over_at IS NULL THEN 'ready'
    WHEN status IN ('created', 'label_ready', 'picked_up', 'in_transit', 'out_for_delivery') THEN 'moving'
    WHEN status = 'delivered' THEN 'delivered'
    WHEN status = 'rto_in_transit' THEN 'returning'
    ELSE 'returned'
  END) STORED;
