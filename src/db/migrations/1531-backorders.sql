-- When an order that is short gets its units, by purchase orders, as it was last told. Without a row nothing is on its way.
CREATE TABLE argosy.backorder (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- undated: on its way without a day. late: the day of a purchase order has passed.
  state text NOT NULL CHECK (state IN ('expected', 'undated', 'late')),
  expected_on date,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id),
  CHECK ((state = 'expected') = (expected_on IS NOT NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE argosy.backorder ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.backorder FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.backorder FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.backorder TO argosy_app;
GRANT SELECT (organization_id) ON argosy.backorder TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.backorder FOR SELECT TO argosy_scheduler USING (true);

GRANT SELECT (is_short) ON argosy.sales_order TO argosy_scheduler;
