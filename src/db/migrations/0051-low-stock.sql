-- Levels at or below their reorder point, found by an index; orders that move a level past its point touch no index else.
SET LOCAL search_path = argosy, public;

ALTER TABLE level ADD COLUMN is_low boolean GENERATED ALWAYS AS (coalesce(on_hand - reserved <= reorder_point, false)) STORED;
DROP INDEX level_low;
CREATE INDEX level_low ON level (organization_id, variant_id, location_id) WHERE is_low;

-- A reorder point that moves makes a level low, or not any more, as its units do.
CREATE OR REPLACE FUNCTION capture_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand - a.reserved <> b.on_hand - b.reserved OR a.reorder_point IS DISTINCT FROM b.reorder_point HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM before_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
