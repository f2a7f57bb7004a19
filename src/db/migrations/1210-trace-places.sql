-- Where in its trace a delivery was received, and the step that last changed an item's stock: written only while traces
-- are exported (decision 450).
ALTER TABLE argosy.inbox_event ADD COLUMN trace_span text;

CREATE TABLE argosy.traced_change (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  -- A traceparent of W3C Trace Context.
  place text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id)
);
CREATE INDEX traced_change_at ON argosy.traced_change (organization_id, at);

DO $$
BEGIN
  ALTER TABLE argosy.traced_change ENABLE ROW LEVEL SECURITY;
  ALTER TABLE argosy.traced_change FORCE ROW LEVEL SECURITY;
  CREATE POLICY tenant ON argosy.traced_change FOR ALL TO argosy_app
    USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
  GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.traced_change TO argosy_app;
END $$;
