-- Units of an order that are sent in a parcel of their own, after those that stand in no row (decision 741).
CREATE TABLE argosy.order_parcel_plan (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  line_id uuid NOT NULL,
  -- Which parcel, counted from the second: the first holds what no row names.
  parcel int NOT NULL CHECK (parcel BETWEEN 1 AND 19),
  quantity int NOT NULL CHECK (quantity > 0),
  planned_by text NOT NULL,
  planned_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id, line_id, parcel),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE argosy.order_parcel_plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_parcel_plan FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_parcel_plan FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_parcel_plan TO argosy_app;
