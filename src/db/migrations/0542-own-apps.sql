-- An organization's own app with a platform: its key and secret stand in the place of the operator's.
CREATE TABLE argosy.own_app (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  provider text NOT NULL,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, provider)
);
ALTER TABLE argosy.own_app ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.own_app FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.own_app FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.own_app TO argosy_app;
