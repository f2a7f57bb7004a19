-- How long labels and lists handed over are kept where the organization says so itself (decision 303).
CREATE TABLE argosy.paper_retention (
  organization_id uuid PRIMARY KEY,
  -- Null: as is usual in its country.
  months int CHECK (months BETWEEN 6 AND 600),
  updated_at timestamptz NOT NULL
);
ALTER TABLE argosy.paper_retention ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.paper_retention FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.paper_retention FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.paper_retention TO argosy_app;
