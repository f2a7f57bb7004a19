-- What fails by itself in work that is done in batches (words, sums, profits, statements, webhooks) waits here, so that
-- the others of its batch go on. One row a thing: a failure more counts, a success ends it.
CREATE TABLE argosy.parked_work (
  organization_id uuid NOT NULL,
  -- Which work; the kinds and what `mark` holds of each: src/hub/parked/kinds.ts.
  kind text NOT NULL,
  subject text NOT NULL,
  mark jsonb NOT NULL,
  -- Of a record of a channel: it ends with its connection.
  connection_id uuid,
  tries int NOT NULL DEFAULT 1,
  -- When it is tried again.
  due_at timestamptz NOT NULL,
  -- For whoever runs the hub.
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, kind, subject),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX parked_work_due ON argosy.parked_work (due_at);
CREATE INDEX parked_work_of_connection ON argosy.parked_work (organization_id, connection_id);

ALTER TABLE argosy.parked_work ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.parked_work FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.parked_work FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.parked_work TO argosy_app;
GRANT SELECT (organization_id, due_at) ON argosy.parked_work TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.parked_work FOR SELECT TO argosy_scheduler USING (true);
