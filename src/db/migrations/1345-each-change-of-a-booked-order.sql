-- Several things of an order may change after its parcel was booked, each kept or decided by itself: by kind, what it was
-- when it was told. The columns of one change are not written any more.
ALTER TABLE argosy.shipment
  ADD COLUMN order_changes jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN order_changes_kept jsonb NOT NULL DEFAULT '{}';
ALTER TABLE argosy.shipment NO FORCE ROW LEVEL SECURITY;
-- A mark that held amounts as well says nothing of units alone: what was kept stays so whatever it is (null).
UPDATE argosy.shipment s SET
  order_changes = CASE WHEN order_change IS NULL THEN '{}' ELSE jsonb_build_object(order_change, null) END,
  order_changes_kept = CASE WHEN order_change_kept IS NULL THEN '{}'
    ELSE jsonb_build_object(order_change_kept, CASE WHEN order_change_kept <> 'units' THEN to_jsonb(s) ->> 'order_change_mark' END) END
WHERE order_change IS NOT NULL OR order_change_kept IS NOT NULL;
ALTER TABLE argosy.shipment FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipment DROP COLUMN stage;
ALTER TABLE argosy.shipment ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN state = 'withdrawn' OR (status = 'cancelled' AND state <> 'unknown') THEN 'cancelled'
    WHEN state IN ('requested', 'booking') THEN 'booking'
    WHEN state = 'refused' THEN 'refused'
    WHEN state = 'unknown' OR is_stale OR status IN ('pickup_failed', 'exception', 'lost')
      OR (label_state = 'failed' AND status = 'created')
      OR (order_changes <> '{}' AND status IN ('created', 'label_ready')) THEN 'attention'
    WHEN status IN ('created', 'label_ready') AND handed_over_at IS NULL THEN 'ready'
    WHEN status IN ('created', 'label_ready', 'picked_up', 'in_transit', 'out_for_delivery') THEN 'moving'
    WHEN status = 'delivered' THEN 'delivered'
    WHEN status = 'rto_in_transit' THEN 'returning'
    ELSE 'returned'
  END) STORED;
