-- Change capture: what prices follow from.

-- Whatever a price follows from marks the variants whose listings take prices.
CREATE FUNCTION argosy.capture_price_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM (SELECT DISTINCT organization_id, connection_id FROM changed_rows) r
  JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.connection_id = r.connection_id
  WHERE l.price_sync AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER price_rule_captured_insert AFTER INSERT ON argosy.price_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_price_rule();
CREATE TRIGGER price_rule_captured_update AFTER UPDATE ON argosy.price_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_price_rule();
CREATE TRIGGER price_rule_captured_delete AFTER DELETE ON argosy.price_rule REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_price_rule();

-- A product's own cost, which a variant without one takes, is in the organization's currency.
CREATE FUNCTION argosy.capture_fx_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM (SELECT DISTINCT organization_id, base FROM changed_rows) r
  JOIN argosy.organization o ON o.organization_id = r.organization_id
  JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.price_sync AND l.variant_id IS NOT NULL
  JOIN argosy.variant v ON v.organization_id = l.organization_id AND v.id = l.variant_id
    AND (v.currency = r.base OR o.currency = r.base)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER fx_rate_captured_insert AFTER INSERT ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_fx_rate();
CREATE TRIGGER fx_rate_captured_update AFTER UPDATE ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_fx_rate();
CREATE TRIGGER fx_rate_captured_delete AFTER DELETE ON argosy.fx_rate REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_fx_rate();

-- A price set by a person for one listing.
CREATE FUNCTION argosy.capture_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
    FROM after_rows a JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.id = a.listing_id
    WHERE a.override_minor IS NOT NULL AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, listing_id, site)
    JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.id = a.listing_id
    WHERE (a.override_minor, a.override_compare_minor, a.override_currency)
      IS DISTINCT FROM (b.override_minor, b.override_compare_minor, b.override_currency)
      AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER override_captured_insert AFTER INSERT ON argosy.listing_price REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_override();
CREATE TRIGGER override_captured_update AFTER UPDATE ON argosy.listing_price
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_override();

-- A product's cost and brand, which prices follow from.
CREATE FUNCTION argosy.capture_product_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(v.organization_id), array_agg(v.id), 'price')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id AND v.deleted_at IS NULL
  WHERE (a.cost_minor, a.brand) IS DISTINCT FROM (b.cost_minor, b.brand) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_price_captured AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_price();

-- Price rules name categories.
CREATE FUNCTION argosy.capture_product_category_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(v.organization_id), array_agg(v.id), 'price')
  FROM changed_rows c JOIN argosy.variant v ON v.organization_id = c.organization_id AND v.product_id = c.product_id
    AND v.deleted_at IS NULL
  WHERE EXISTS (SELECT 1 FROM argosy.price_rule r WHERE r.organization_id = c.organization_id
    AND r.category_id IS NOT NULL)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_category_price_insert AFTER INSERT ON argosy.product_category
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_category_price();
CREATE TRIGGER product_category_price_delete AFTER DELETE ON argosy.product_category
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_category_price();

-- A category that moves takes what stands below it along: stores with rules for categories are looked at whole.
CREATE FUNCTION argosy.capture_category_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM (SELECT DISTINCT r.organization_id, r.connection_id FROM after_rows a JOIN before_rows b
    USING (organization_id, id)
        JOIN argosy.price_rule r ON r.organization_id = a.organization_id AND r.category_id IS NOT NULL
        WHERE a.parent_id IS DISTINCT FROM b.parent_id) s
  JOIN argosy.listing l ON l.organization_id = s.organization_id AND l.connection_id = s.connection_id
  WHERE l.price_sync AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER category_price_captured AFTER UPDATE ON argosy.category
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category_price();

-- Whether a store's prices contain tax decides which price fits it: its items' prices are looked at again when that
-- changes.
CREATE FUNCTION argosy.capture_price_tax() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.connection_id = a.id
  WHERE (coalesce(a.settings->>'priceTax', a.facts->>'priceTax'), a.state)
    IS DISTINCT FROM (coalesce(b.settings->>'priceTax', b.facts->>'priceTax'), b.state)
    AND (l.price_sync AND l.variant_id IS NOT NULL) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER price_tax_captured AFTER UPDATE ON argosy.connection
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_price_tax();
