-- Papers of orders that wait to be printed, and when they were.
CREATE TABLE argosy.print_queue (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  papers text[] NOT NULL CHECK (papers <> '{}' AND papers <@ ARRAY['label', 'slip', 'invoice']),
  queued_by text NOT NULL,
  queued_at timestamptz NOT NULL,
  -- NULL: they wait. Queued once more, they wait again.
  printed_at timestamptz,
  printed_by text,
  PRIMARY KEY (organization_id, order_id),
  CHECK ((printed_at IS NULL) = (printed_by IS NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX print_queue_waiting ON argosy.print_queue (organization_id, queued_at, order_id)
  WHERE printed_at IS NULL;
ALTER TABLE argosy.print_queue ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.print_queue FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.print_queue FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.print_queue TO argosy_app;
