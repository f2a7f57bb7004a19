-- Orders whose lines miss a cost, or only have an estimate, are worked out again when another cost of the variant, or
-- of a bundle's component, is known. What was taken for good stays.
CREATE FUNCTION argosy.profit_capture_known_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(c.organization_id), array_agg(c.order_id))
  FROM (
    SELECT organization_id, variant_id FROM changed_rows
    UNION
    SELECT r.organization_id, b.bundle_variant_id FROM changed_rows r
    JOIN argosy.bundle_item b ON b.organization_id = r.organization_id AND b.component_variant_id = r.variant_id) v
  CROSS JOIN LATERAL (
    SELECT l.organization_id, l.order_id FROM argosy.line_cost l
    WHERE l.organization_id = v.organization_id AND l.variant_id = v.variant_id AND l.quality = 'missing'
    UNION
    SELECT l.organization_id, l.order_id FROM argosy.line_cost l
    WHERE l.organization_id = v.organization_id AND l.variant_id = v.variant_id AND l.quality = 'estimated') c
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_cost_known_insert AFTER INSERT ON argosy.variant_cost REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_known_cost();
CREATE TRIGGER variant_cost_known_update AFTER UPDATE ON argosy.variant_cost REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_known_cost();
CREATE TRIGGER variant_cost_known_delete AFTER DELETE ON argosy.variant_cost REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_known_cost();
