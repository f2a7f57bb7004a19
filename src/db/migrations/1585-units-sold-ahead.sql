-- Channels may offer units of items that are sold before they are there (decision 739).

-- At most so many units are sold ahead of what is in stock; NULL: channels are offered what is in stock.
ALTER TABLE argosy.variant_presale ADD COLUMN most_ahead int CHECK (most_ahead > 0);
-- The organization's day by which it is judged whether the item is sold ahead still, and what purchase orders bring;
-- counted up once a day.
ALTER TABLE argosy.variant_presale ADD COLUMN as_of date;
GRANT SELECT (organization_id) ON argosy.variant_presale TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.variant_presale FOR SELECT TO argosy_scheduler USING (true);

-- Of these variants, and of what bundles among them are made of, those whose channels are offered units ahead.
CREATE FUNCTION argosy.mark_offered_ahead(organization uuid, variants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(p.organization_id), array_agg(p.variant_id), 'stock')
  FROM argosy.variant_presale p
  WHERE p.organization_id = organization AND p.most_ahead IS NOT NULL AND p.variant_id IN (
    SELECT v FROM unnest(variants) AS w(v)
    UNION ALL
    SELECT b.component_variant_id FROM argosy.bundle_item b
    WHERE b.organization_id = organization AND b.bundle_variant_id = ANY (variants))
  HAVING count(*) > 0;
END
$$;

CREATE FUNCTION argosy.capture_presale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock')
  FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_presale_insert AFTER INSERT ON argosy.variant_presale REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_presale();
CREATE TRIGGER variant_presale_update AFTER UPDATE ON argosy.variant_presale REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_presale();
CREATE TRIGGER variant_presale_delete AFTER DELETE ON argosy.variant_presale REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_presale();

-- More or less comes of an item.
CREATE FUNCTION argosy.capture_incoming() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_offered_ahead(organization_id, array_agg(variant_id))
  FROM (
    SELECT a.organization_id, a.variant_id FROM after_rows a
    JOIN before_rows b USING (organization_id, purchase_order_id, line)
    WHERE (a.variant_id, a.incoming) IS DISTINCT FROM (b.variant_id, b.incoming)
  ) AS changed
  GROUP BY organization_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER purchase_order_line_incoming AFTER UPDATE ON argosy.purchase_order_line
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_incoming();

-- It comes on another day, or elsewhere.
CREATE FUNCTION argosy.capture_moved_purchase() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_offered_ahead(NEW.organization_id, array_agg(l.variant_id))
  FROM argosy.purchase_order_line l
  WHERE l.organization_id = NEW.organization_id AND l.purchase_order_id = NEW.id AND l.incoming > 0
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER purchase_order_moved AFTER UPDATE ON argosy.purchase_order FOR EACH ROW
  WHEN (OLD.expected_on IS DISTINCT FROM NEW.expected_on OR OLD.location_id <> NEW.location_id)
  EXECUTE FUNCTION argosy.capture_moved_purchase();

-- More or less is sold ahead.
CREATE FUNCTION argosy.capture_sold_ahead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_offered_ahead(NEW.organization_id, array_remove(NEW.variant_id
    || ARRAY(SELECT (part ->> 'variantId')::uuid FROM jsonb_array_elements(NEW.pack -> 'parts') AS part), NULL));
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_ahead_insert AFTER INSERT ON argosy.order_line FOR EACH ROW WHEN (NEW.short_quantity > 0)
  EXECUTE FUNCTION argosy.capture_sold_ahead();
CREATE TRIGGER order_line_ahead_update AFTER UPDATE ON argosy.order_line FOR EACH ROW
  WHEN (OLD.short_quantity <> NEW.short_quantity) EXECUTE FUNCTION argosy.capture_sold_ahead();

-- The day its order promised for this line's units, which were sold ahead. It stays once they are there.
ALTER TABLE argosy.order_line ADD COLUMN promised_on date;
-- The owner, where it is no superuser, is bound by row level security too.
ALTER TABLE argosy.order_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.order_line l SET promised_on = o.promised_on FROM argosy.sales_order o
  WHERE o.organization_id = l.organization_id AND o.id = l.order_id AND o.promised_on IS NOT NULL;
ALTER TABLE argosy.order_line FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
GRANT SELECT (promised_on) ON argosy.sales_order TO argosy_scheduler;
