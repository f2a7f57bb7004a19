-- A command that makes sense only after another was done; recipes of bundles that changed under open orders.
SET LOCAL search_path = argosy, public;

ALTER TABLE command ADD COLUMN after_id uuid;
CREATE INDEX command_after ON command (organization_id, after_id) WHERE after_id IS NOT NULL;

-- Orders that hold parts of a bundle by its old recipe are settled anew, in chunks by id.
CREATE TABLE recipe_change (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  seq bigint NOT NULL DEFAULT 1,
  -- The last order settled since the recipe changed; null: none yet.
  after_order uuid,
  PRIMARY KEY (organization_id, variant_id)
);
ALTER TABLE recipe_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE recipe_change FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON recipe_change FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON recipe_change TO argosy_app;

CREATE OR REPLACE FUNCTION capture_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Before the marks: whoever takes a mark finds the change.
  INSERT INTO argosy.recipe_change (organization_id, variant_id)
  SELECT DISTINCT organization_id, bundle_variant_id FROM changed_rows ORDER BY 1, 2
  ON CONFLICT (organization_id, variant_id) DO UPDATE SET seq = recipe_change.seq + 1, after_order = NULL;
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(bundle_variant_id), 'stock') FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
