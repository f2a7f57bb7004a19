-- Jobs of runs on a distributed database, where the queue is on another server than the tenant's rows: written down in the
-- transaction that makes the run, and carried to the queue after it. Empty on a database that is not distributed.
CREATE TABLE argosy.job_outbox (
  organization_id uuid NOT NULL,
  -- The job's own id in the queue: carried twice, it is there once.
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  run_id uuid NOT NULL,
  group_id uuid NOT NULL,
  start_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, run_id) REFERENCES argosy.run (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX job_outbox_run ON argosy.job_outbox (organization_id, run_id);
ALTER TABLE argosy.job_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.job_outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.job_outbox FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, DELETE ON argosy.job_outbox TO argosy_app;
GRANT SELECT, DELETE ON argosy.job_outbox TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.job_outbox FOR ALL TO argosy_scheduler USING (true);
