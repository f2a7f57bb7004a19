-- How far automations that are asked at a time of day got with the open orders of the day.
CREATE TABLE argosy.automation_day (
  organization_id uuid NOT NULL,
  automation_id uuid NOT NULL,
  -- In the organization's time zone.
  day date NOT NULL,
  -- Orders up to this one were noted; null: none yet.
  order_id uuid,
  is_done boolean NOT NULL,
  PRIMARY KEY (organization_id, automation_id),
  FOREIGN KEY (organization_id, automation_id) REFERENCES argosy.automation (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE argosy.automation_day ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.automation_day FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.automation_day FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.automation_day TO argosy_app;
