-- Which courier and service orders go by (decision 305). The list is one value: its order is what it means.
CREATE TABLE argosy.shipping_rules (
  organization_id uuid NOT NULL PRIMARY KEY,
  rules jsonb NOT NULL,
  fallback text NOT NULL CHECK (fallback IN ('cheapest', 'fastest', 'none')),
  updated_at timestamptz NOT NULL
);
ALTER TABLE argosy.shipping_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipping_rules FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.shipping_rules FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.shipping_rules TO argosy_app;

-- Why a shipment goes by its courier: in English, and by codes for other languages. Null: a person chose.
ALTER TABLE argosy.shipment ADD COLUMN why text, ADD COLUMN why_said jsonb;
