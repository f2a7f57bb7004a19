-- The catalog registers work from, and what changed in it.

-- What registers keep of the catalogue, and what of it changed (decision 370). An organization that has asked for it
-- once: the others' sales and imports mark nothing.
CREATE TABLE argosy.pos_catalog_feed (
  organization_id uuid PRIMARY KEY,
  -- Of the database server: transaction numbers mean nothing on another one, as after a restore.
  server text NOT NULL,
  begun_at timestamptz NOT NULL
);

-- One row a variant, by the transaction that changed it last: numbers of transactions tell what a reader has missed,
-- whichever of them commits first.
CREATE TABLE argosy.pos_catalog_change (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  changed_in xid8 NOT NULL,
  PRIMARY KEY (organization_id, variant_id)
) WITH (fillfactor = 70);
CREATE INDEX pos_catalog_change_order ON argosy.pos_catalog_change (organization_id, changed_in, variant_id);

-- What a location's registers show first.
CREATE TABLE argosy.pos_favourite (
  organization_id uuid NOT NULL,
  location_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  chosen_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, location_id, variant_id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);

-- A variant and the bundles it is in: a bundle's stock is its parts'. In the order of their keys, as change marks are.
CREATE FUNCTION argosy.pos_catalog_changed(organizations uuid[], variants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.pos_catalog_change (organization_id, variant_id, changed_in)
  SELECT o, v, pg_current_xact_id() FROM (
    SELECT t.o, t.v FROM unnest(organizations, variants) AS t(o, v)
    JOIN argosy.pos_catalog_feed f ON f.organization_id = t.o
    UNION
    SELECT t.o, b.bundle_variant_id FROM unnest(organizations, variants) AS t(o, v)
    JOIN argosy.pos_catalog_feed f ON f.organization_id = t.o
    JOIN argosy.bundle_item b ON b.organization_id = t.o AND b.component_variant_id = t.v) AS d
  ORDER BY o, v
  ON CONFLICT (organization_id, variant_id) DO UPDATE SET changed_in = EXCLUDED.changed_in
    WHERE pos_catalog_change.changed_in <> EXCLUDED.changed_in;
END
$$;

-- Variants whose own row, price or stock is shown at registers.
CREATE FUNCTION argosy.pos_capture_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.pos_catalog_changed(array_agg(organization_id), array_agg(variant_id)) FROM changed_rows
  WHERE organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER level_at_till_insert AFTER INSERT ON argosy.level REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_rows();
CREATE TRIGGER level_at_till_delete AFTER DELETE ON argosy.level REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_rows();
CREATE TRIGGER favourite_at_till_insert AFTER INSERT ON argosy.pos_favourite REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_rows();
CREATE TRIGGER favourite_at_till_delete AFTER DELETE ON argosy.pos_favourite REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_rows();

-- Ten milliseconds a page of an import, also where nobody has a till: rows were compared pair by pair.
CREATE FUNCTION argosy.pos_capture_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM argosy.pos_catalog_feed) THEN RETURN NULL; END IF;
  PERFORM argosy.pos_catalog_changed(array_agg(c.organization_id), array_agg(c.variant_id))
  FROM (SELECT organization_id, variant_id, location_id, on_hand - reserved FROM after_rows
    EXCEPT SELECT organization_id, variant_id, location_id, on_hand - reserved FROM before_rows) c
  WHERE c.organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER level_at_till_update AFTER UPDATE ON argosy.level
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_level();

-- Variants that are new, or show something else now.
CREATE FUNCTION argosy.pos_capture_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.pos_catalog_changed(array_agg(organization_id), array_agg(id)) FROM after_rows
    WHERE organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  ELSE
    PERFORM argosy.pos_catalog_changed(array_agg(a.organization_id), array_agg(a.id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.barcode, a.title, a.currency, a.price_minor, a.compare_at_minor, a.product_id, a.active,
      a.deleted_at)
       IS DISTINCT FROM (b.sku, b.barcode, b.title, b.currency, b.price_minor, b.compare_at_minor, b.product_id,
         b.active, b.deleted_at)
      AND a.organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_at_till_insert AFTER INSERT ON argosy.variant REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_variant();
CREATE TRIGGER variant_at_till_update AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_variant();

-- What registers show of a product, in all its variants.
CREATE FUNCTION argosy.pos_capture_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.pos_catalog_changed(array_agg(v.organization_id), array_agg(v.id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id
  WHERE (a.title, a.brand, a.active, a.tax_class, a.kind, a.deleted_at)
     IS DISTINCT FROM (b.title, b.brand, b.active, b.tax_class, b.kind, b.deleted_at)
    AND a.organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_at_till_update AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_product();

-- Images and categories of products.
CREATE FUNCTION argosy.pos_capture_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.pos_catalog_changed(array_agg(v.organization_id), array_agg(v.id))
  FROM changed_rows i
  JOIN argosy.variant v ON v.organization_id = i.organization_id AND v.product_id = i.product_id
  WHERE i.organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER image_at_till_insert AFTER INSERT ON argosy.image REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_part();
CREATE TRIGGER image_at_till_update AFTER UPDATE ON argosy.image REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_part();
CREATE TRIGGER image_at_till_delete AFTER DELETE ON argosy.image REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_part();
CREATE TRIGGER product_category_at_till_insert AFTER INSERT ON argosy.product_category
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_part();
CREATE TRIGGER product_category_at_till_delete AFTER DELETE ON argosy.product_category
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_part();

-- A bundle that is made of something else.
CREATE FUNCTION argosy.pos_capture_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.pos_catalog_changed(array_agg(organization_id), array_agg(bundle_variant_id)) FROM changed_rows
  WHERE organization_id IN (SELECT organization_id FROM argosy.pos_catalog_feed) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER bundle_at_till_insert AFTER INSERT ON argosy.bundle_item REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_bundle();
CREATE TRIGGER bundle_at_till_update AFTER UPDATE ON argosy.bundle_item REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_bundle();
CREATE TRIGGER bundle_at_till_delete AFTER DELETE ON argosy.bundle_item REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.pos_capture_bundle();
