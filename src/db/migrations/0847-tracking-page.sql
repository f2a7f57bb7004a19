-- The page a buyer follows a parcel on (decision 281). The key is half of its address, and nothing to guess.
ALTER TABLE argosy.shipment ADD COLUMN public_key uuid NOT NULL DEFAULT gen_random_uuid();

CREATE TABLE argosy.tracking_page (
  organization_id uuid PRIMARY KEY,
  is_on boolean NOT NULL,
  color text NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$'),
  updated_at timestamptz NOT NULL
);
ALTER TABLE argosy.tracking_page ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.tracking_page FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.tracking_page FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.tracking_page TO argosy_app;
