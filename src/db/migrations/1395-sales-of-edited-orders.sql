-- Sales count what is left of an order that was edited: its day is counted anew when the channel tells another second total.
CREATE OR REPLACE FUNCTION argosy.sales_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM argosy.sales_changed(array_agg(c.organization_id), array_agg(c.at)) FROM (
      SELECT a.organization_id, t.at FROM after_rows a JOIN before_rows b USING (organization_id, id)
      CROSS JOIN LATERAL (
        SELECT a.placed_at AS at UNION ALL SELECT b.placed_at
        UNION ALL SELECT r.refunded_at FROM argosy.order_refund r WHERE r.organization_id = a.organization_id AND r.order_id = a.id) AS t
      WHERE (a.placed_at, a.connection_id, a.currency, a.total_minor, a.current_total_minor, a.status = 'cancelled', a.financial = 'refunded')
        IS DISTINCT FROM (b.placed_at, b.connection_id, b.currency, b.total_minor, b.current_total_minor, b.status = 'cancelled', b.financial = 'refunded')) AS c HAVING count(*) > 0;
  ELSE
    PERFORM argosy.sales_changed(array_agg(organization_id), array_agg(placed_at)) FROM changed_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

-- Organizations with such orders are counted anew, as after a change of their time zone.
ALTER TABLE argosy.analytics_state NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.analytics_state s SET zone = ''
WHERE s.zone IS NOT NULL AND EXISTS (
  SELECT FROM argosy.sales_order o WHERE o.organization_id = s.organization_id AND o.current_total_minor < o.total_minor);
ALTER TABLE argosy.analytics_state FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
