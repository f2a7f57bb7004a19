-- Which bin an item lies in at a location (decision 285). Beside the level: writing one locks no stock and moves none.
CREATE TABLE argosy.stock_bin (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  bin text NOT NULL CHECK (bin <> '' AND length(bin) <= 40),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id, location_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
ALTER TABLE argosy.stock_bin ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.stock_bin FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.stock_bin FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.stock_bin TO argosy_app;
