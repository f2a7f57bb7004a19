-- Whether a variant's stock is counted. What no channel counts and nobody gave a number is not; a seller's word stands.
ALTER TABLE argosy.variant ADD COLUMN counted boolean NOT NULL DEFAULT true;
ALTER TABLE argosy.variant ADD COLUMN counted_set boolean NOT NULL DEFAULT false;

CREATE FUNCTION argosy.capture_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Before the marks: whoever takes a mark finds the change. Open orders hold more or less by it, as by another recipe.
  INSERT INTO argosy.recipe_change (organization_id, variant_id)
  SELECT NEW.organization_id, NEW.id
  UNION
  SELECT NEW.organization_id, b.bundle_variant_id FROM argosy.bundle_item b
  WHERE b.organization_id = NEW.organization_id AND b.component_variant_id = NEW.id
  ORDER BY 1, 2
  ON CONFLICT (organization_id, variant_id) DO UPDATE SET seq = recipe_change.seq + 1, after_order = NULL;
  PERFORM argosy.mark_changed(ARRAY[NEW.organization_id], ARRAY[NEW.id], 'stock');
  PERFORM argosy.mark_changed(array_agg(b.organization_id), array_agg(b.bundle_variant_id), 'stock') FROM argosy.bundle_item b
  WHERE b.organization_id = NEW.organization_id AND b.component_variant_id = NEW.id HAVING count(*) > 0;
  PERFORM argosy.pos_catalog_changed(ARRAY[NEW.organization_id], ARRAY[NEW.id])
  WHERE EXISTS (SELECT FROM argosy.pos_catalog_feed WHERE organization_id = NEW.organization_id);
  RETURN NULL;
END $$;
CREATE TRIGGER variant_counted AFTER UPDATE ON argosy.variant FOR EACH ROW
  WHEN ((OLD.counted, OLD.counted_set) IS DISTINCT FROM (NEW.counted, NEW.counted_set))
  EXECUTE FUNCTION argosy.capture_counted();

-- Items that channels do not count are looked at once.
ALTER TABLE argosy.listing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.change_mark NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.change_mark (organization_id, aspect, subject_id)
SELECT DISTINCT organization_id, 'stock', variant_id FROM argosy.listing WHERE NOT counted AND variant_id IS NOT NULL
ON CONFLICT (organization_id, aspect, subject_id) DO UPDATE SET seq = change_mark.seq + 1;
ALTER TABLE argosy.listing FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.change_mark FORCE ROW LEVEL SECURITY;
