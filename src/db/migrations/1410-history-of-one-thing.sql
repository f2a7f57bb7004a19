-- An entry of the audit trail about several things, found by each of them: a bulk edit stands in the history of every
-- product it changed. `changes`: what it changed of this one.
CREATE TABLE argosy.audit_subject (
  organization_id uuid NOT NULL,
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  seq bigint NOT NULL,
  changes jsonb,
  PRIMARY KEY (organization_id, kind, subject_id, seq)
);
ALTER TABLE argosy.audit_subject ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.audit_subject FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.audit_subject FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT ON argosy.audit_subject TO argosy_app;
