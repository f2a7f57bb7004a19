-- What happens to products and their stock is noted like what happens to orders, by the rows that changed.
-- Which automation acts in this transaction.
CREATE FUNCTION argosy.automation_cause() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('argosy.automation_cause', true), '')::uuid $$;

CREATE FUNCTION argosy.has_product_automations(organization uuid) RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT NOT argosy.is_first_import() AND EXISTS (SELECT FROM argosy.automation a
  WHERE a.organization_id = organization AND a.is_on AND a.trigger IN ('product.created', 'product.changed')) $$;

-- A new product is noted also where only changes are asked for: what follows in its transaction is no change of it.
CREATE FUNCTION argosy.note_products(organizations uuid[], products uuid[], happened text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  changed uuid;
BEGIN
  INSERT INTO argosy.automation_event AS e (organization_id, trigger, subject_id, depth, cause_id)
  SELECT DISTINCT c.organization, happened, c.product,
    coalesce(nullif(current_setting('argosy.automation_depth', true), '')::int, 0), argosy.automation_cause()
  FROM unnest(organizations, products) AS c(organization, product)
  WHERE EXISTS (SELECT FROM argosy.automation a
    WHERE a.organization_id = c.organization AND a.is_on AND a.trigger IN (happened, 'product.changed'))
  ORDER BY c.product
  ON CONFLICT (organization_id, made_in, subject_id) WHERE trigger IN ('product.created', 'product.changed')
  DO UPDATE SET cause_id = CASE WHEN e.cause_id = excluded.cause_id THEN e.cause_id END;
  IF FOUND THEN
    FOR changed IN SELECT DISTINCT o FROM unnest(organizations) AS o LOOP
      PERFORM pg_notify('argosy_automation', changed::text);
    END LOOP;
  END IF;
END $$;

CREATE FUNCTION argosy.automation_on_products_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF argosy.has_product_automations((SELECT organization_id FROM after_rows LIMIT 1)) THEN
    PERFORM argosy.note_products(array_agg(organization_id), array_agg(id), 'product.created')
    FROM after_rows WHERE deleted_at IS NULL HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER product_automated_insert AFTER INSERT ON argosy.product REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.automation_on_products_made();

CREATE FUNCTION argosy.automation_on_products_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF argosy.has_product_automations((SELECT organization_id FROM after_rows LIMIT 1)) THEN
    PERFORM argosy.note_products(array_agg(a.organization_id), array_agg(a.id), 'product.changed')
    FROM after_rows a
    JOIN before_rows b ON b.organization_id = a.organization_id AND b.id = a.id
    WHERE a.deleted_at IS NULL AND (a.title, a.description_html, a.brand, a.kind, a.active, a.attributes, a.cost_minor,
        a.weight_grams, a.tax_class)
      IS DISTINCT FROM (b.title, b.description_html, b.brand, b.kind, b.active, b.attributes, b.cost_minor,
        b.weight_grams, b.tax_class)
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER product_automated_update AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.automation_on_products_changed();

CREATE FUNCTION argosy.automation_on_variants_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF argosy.has_product_automations((SELECT organization_id FROM after_rows LIMIT 1)) THEN
    PERFORM argosy.note_products(array_agg(organization_id), array_agg(product_id), 'product.changed')
    FROM after_rows WHERE deleted_at IS NULL HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_automated_insert AFTER INSERT ON argosy.variant REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.automation_on_variants_made();

CREATE FUNCTION argosy.automation_on_variants_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF argosy.has_product_automations((SELECT organization_id FROM after_rows LIMIT 1)) THEN
    PERFORM argosy.note_products(array_agg(a.organization_id), array_agg(a.product_id), 'product.changed')
    FROM after_rows a
    JOIN before_rows b ON b.organization_id = a.organization_id AND b.id = a.id
    JOIN argosy.product p ON p.organization_id = a.organization_id AND p.id = a.product_id AND p.deleted_at IS NULL
    WHERE (a.sku, a.barcode, a.title, a.options, a.price_minor, a.compare_at_minor, a.cost_minor, a.active,
        a.weight_grams, a.deleted_at IS NULL)
      IS DISTINCT FROM (b.sku, b.barcode, b.title, b.options, b.price_minor, b.compare_at_minor, b.cost_minor, b.active,
        b.weight_grams, b.deleted_at IS NULL)
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_automated_update AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.automation_on_variants_changed();

-- The detail names the variant and the location. What is moved within a transaction is nowhere for a moment.
CREATE FUNCTION argosy.automation_on_level() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_new boolean := TG_OP = 'INSERT';
  product uuid;
BEGIN
  IF is_new AND argosy.is_first_import() OR NOT EXISTS (SELECT FROM argosy.automation a
    WHERE a.organization_id = NEW.organization_id AND a.is_on AND a.trigger IN ('stock.low', 'stock.arrived')) THEN
    RETURN NULL;
  END IF;
  SELECT v.product_id INTO product
  FROM argosy.variant v
  JOIN argosy.location l ON l.organization_id = v.organization_id AND l.id = NEW.location_id AND l.active
  WHERE v.organization_id = NEW.organization_id AND v.id = NEW.variant_id AND v.deleted_at IS NULL AND v.counted
    AND NOT EXISTS (SELECT FROM argosy.bundle_item i
      WHERE i.organization_id = NEW.organization_id AND i.bundle_variant_id = NEW.variant_id);
  IF product IS NULL THEN RETURN NULL; END IF;
  PERFORM argosy.note_automation_event(NEW.organization_id, product, NEW.variant_id || ' ' || NEW.location_id,
    VARIADIC array_remove(ARRAY[
      CASE WHEN NEW.is_low AND (is_new OR NOT OLD.is_low) THEN 'stock.low' END,
      CASE WHEN NEW.available > 0 AND (is_new OR OLD.available <= 0)
        AND NOT EXISTS (SELECT FROM argosy.level o
          JOIN argosy.location p ON p.organization_id = o.organization_id AND p.id = o.location_id AND p.active
          WHERE o.organization_id = NEW.organization_id AND o.variant_id = NEW.variant_id
            AND o.location_id <> NEW.location_id AND o.available > 0)
        THEN 'stock.arrived' END
    ], NULL));
  RETURN NULL;
END $$;
CREATE TRIGGER level_automated_insert AFTER INSERT ON argosy.level FOR EACH ROW
  WHEN (NEW.is_low OR NEW.available > 0) EXECUTE FUNCTION argosy.automation_on_level();
CREATE TRIGGER level_automated_update AFTER UPDATE ON argosy.level FOR EACH ROW
  WHEN (NEW.is_low AND NOT OLD.is_low OR NEW.available > 0 AND OLD.available <= 0)
  EXECUTE FUNCTION argosy.automation_on_level();
