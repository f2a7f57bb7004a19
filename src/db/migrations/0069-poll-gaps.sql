-- Orders a store's webhooks should have told and polling found instead, by day: how well its deliveries work.
SET LOCAL search_path = argosy, public;

CREATE TABLE poll_gap (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  day date NOT NULL,
  orders int NOT NULL,
  last_order text NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, day),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);
ALTER TABLE poll_gap ENABLE ROW LEVEL SECURITY;
ALTER TABLE poll_gap FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON poll_gap FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON poll_gap TO argosy_app;
