-- Fields a store's platform has told of its records, so that a new one is noticed once (decision 121).
CREATE TABLE argosy.seen_field (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL CHECK (subject IN ('order', 'product')),
  path text NOT NULL,
  first_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, subject, path),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE argosy.seen_field ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.seen_field FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.seen_field FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, DELETE ON argosy.seen_field TO argosy_app;
