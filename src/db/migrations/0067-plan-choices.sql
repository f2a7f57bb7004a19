-- A plan shows every field that differs, remembers what is not to be asked about again, and skips what has changed since.
SET LOCAL search_path = argosy, public;

ALTER TABLE plan_item
  -- The field an item about a difference is about.
  ADD COLUMN field text,
  -- Somebody said so, for this and every later plan.
  ADD COLUMN ignored boolean NOT NULL DEFAULT false,
  -- It stood in the plan before, and was not chosen there.
  ADD COLUMN passed_over boolean NOT NULL DEFAULT false,
  -- What the item is about, the same in every plan of the store.
  ADD COLUMN subject text GENERATED ALWAYS AS (CASE
    WHEN entity = 'category' THEN 'category:' || ext_key
    WHEN field IS NOT NULL THEN 'field:' || field || ':' || coalesce(listing_id, product_listing_id)::text
    WHEN action = 'create_there' THEN 'there:' || product_id::text
    WHEN entity = 'product' THEN 'product:' || product_listing_id::text
    ELSE 'item:' || listing_id::text END) STORED,
  DROP CONSTRAINT plan_item_state_check,
  ADD CONSTRAINT plan_item_state_check CHECK (state IN ('planned', 'done', 'failed', 'skipped'));
CREATE INDEX plan_item_subject ON plan_item (organization_id, run_id, subject);

CREATE TABLE plan_ignored (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL,
  ignored_at timestamptz NOT NULL,
  ignored_by text NOT NULL,
  PRIMARY KEY (organization_id, connection_id, subject),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);
ALTER TABLE plan_ignored ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_ignored FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON plan_ignored FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON plan_ignored TO argosy_app;
