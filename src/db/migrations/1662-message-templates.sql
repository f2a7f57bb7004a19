-- Named texts that automations mail: written once, whichever automations send them (decision 801).
CREATE TABLE argosy.message_template (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  name text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX message_template_name ON argosy.message_template (organization_id, lower(name));
ALTER TABLE argosy.message_template ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.message_template FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.message_template FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.message_template TO argosy_app;
