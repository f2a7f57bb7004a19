-- A reorder point that moves makes a level low, or not any more, as its units do. A trigger of its own: it costs
-- nothing where only units move.
SET LOCAL search_path = argosy, public;

CREATE FUNCTION capture_reorder_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(ARRAY[NEW.organization_id], ARRAY[NEW.variant_id], 'stock');
  RETURN NULL;
END $$;
CREATE TRIGGER level_captured_reorder AFTER UPDATE OF reorder_point ON level FOR EACH ROW
  WHEN (OLD.reorder_point IS DISTINCT FROM NEW.reorder_point) EXECUTE FUNCTION capture_reorder_point();
