-- Who is mailed what a week brought. Nobody who did not ask.
CREATE TABLE argosy.weekly_summary (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  is_on boolean NOT NULL,
  -- Monday of the last week that was told, or that was over when it was switched on: each week is told once.
  told_week date NOT NULL,
  PRIMARY KEY (organization_id, user_id)
);
ALTER TABLE argosy.weekly_summary ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.weekly_summary FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.weekly_summary FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.weekly_summary TO argosy_app;
