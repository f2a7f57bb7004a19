-- What an automation chose for an order's parcels (decision 694): asked before the shipping rules. Couriers and packages
-- that are gone are passed over.
CREATE TABLE argosy.order_shipping_choice (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  courier_id uuid,
  -- As an offer names it. Null: the cheapest of the courier.
  service text,
  -- The automation that chose the courier, and what it was called then.
  automation_id uuid,
  automation_name text,
  package_id uuid,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id),
  CHECK ((courier_id IS NULL) = (automation_id IS NULL)),
  CHECK (service IS NULL OR courier_id IS NOT NULL),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE argosy.order_shipping_choice ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_shipping_choice FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_shipping_choice FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_shipping_choice TO argosy_app;
