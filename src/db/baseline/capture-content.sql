-- Change capture: what channels show of products beside stock and prices.

-- A variant's price, cost or words.
CREATE FUNCTION argosy.capture_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content')
      FROM after_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.price_minor, a.compare_at_minor, a.currency) IS DISTINCT FROM (b.price_minor, b.compare_at_minor,
      b.currency) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.active <> b.active HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.product_id), 'content')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.barcode, a.title, a.options, a.position, a.weight_grams, a.dimensions, a.attributes, a.active,
      a.deleted_at)
       IS DISTINCT FROM (b.sku, b.barcode, b.title, b.options, b.position, b.weight_grams, b.dimensions, b.attributes,
         b.active, b.deleted_at) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_captured_insert AFTER INSERT ON argosy.variant REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_variant();
CREATE TRIGGER variant_captured_update AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_variant();

-- A product's words, in its listings.
CREATE FUNCTION argosy.capture_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'content')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.title, a.description_html, a.brand, a.active, a.attributes, a.weight_grams, a.dimensions, a.deleted_at)
     IS DISTINCT FROM (b.title, b.description_html, b.brand, b.active, b.attributes, b.weight_grams, b.dimensions,
       b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_captured_update AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product();

-- Images and categories are a part of their product.
CREATE FUNCTION argosy.capture_product_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content')
      FROM before_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content')
      FROM after_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER image_captured_insert AFTER INSERT ON argosy.image REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_part();
CREATE TRIGGER image_captured_update AFTER UPDATE ON argosy.image REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_part();
CREATE TRIGGER image_captured_delete AFTER DELETE ON argosy.image REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_part();
CREATE TRIGGER product_category_captured_insert AFTER INSERT ON argosy.product_category
  REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_part();
CREATE TRIGGER product_category_captured_delete AFTER DELETE ON argosy.product_category
  REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_part();

-- A listing that is newly mapped, switched or moved to another variant.
CREATE FUNCTION argosy.capture_listing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM after_rows
      WHERE variant_id IS NOT NULL HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'price') FROM after_rows
      WHERE variant_id IS NOT NULL AND price_sync HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.variant_id IS NOT NULL AND (a.variant_id, a.stock_sync, a.active, a.counted)
      IS DISTINCT FROM (b.variant_id, b.stock_sync, b.active, b.counted) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.variant_id IS NOT NULL AND (a.variant_id, a.price_sync, a.active)
      IS DISTINCT FROM (b.variant_id, b.price_sync, b.active) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER listing_captured_insert AFTER INSERT ON argosy.listing REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_listing();
CREATE TRIGGER listing_captured_update AFTER UPDATE ON argosy.listing
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_listing();

-- Products and variants that come or go.
CREATE FUNCTION argosy.capture_product_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(id), 'content')
    FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_captured_insert AFTER INSERT ON argosy.product REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_rows();
CREATE TRIGGER product_captured_delete AFTER DELETE ON argosy.product REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_rows();

-- A variant that goes is missing from its product's words.
CREATE FUNCTION argosy.capture_variant_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content')
    FROM before_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_captured_delete AFTER DELETE ON argosy.variant REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_variant_delete();

-- A category moved takes its products into or out of what stores may have.
CREATE FUNCTION argosy.capture_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(id), 'category')
      FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(id), 'category')
      FROM before_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'category')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.name, a.parent_id) IS DISTINCT FROM (b.name, b.parent_id) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(pc.organization_id), array_agg(pc.product_id), 'content')
    FROM argosy.product_category pc
    WHERE (pc.organization_id, pc.category_id) IN (
      WITH RECURSIVE moved AS (
        SELECT a.organization_id, a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
          WHERE a.parent_id IS DISTINCT FROM b.parent_id
        UNION SELECT c.organization_id, c.id FROM argosy.category c
          JOIN moved m ON c.organization_id = m.organization_id AND c.parent_id = m.id)
      SELECT organization_id, id FROM moved) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER category_captured_insert AFTER INSERT ON argosy.category REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category();
CREATE TRIGGER category_captured_update AFTER UPDATE ON argosy.category
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category();
CREATE TRIGGER category_captured_delete AFTER DELETE ON argosy.category REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category();

-- What stood for a category is known only until it is gone.
CREATE FUNCTION argosy.keep_category_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.record_push AS p (organization_id, connection_id, kind, subject_id, ext_keys, title, due_at)
  SELECT l.organization_id, l.connection_id, 'category', OLD.id, array_agg(l.ext_key), OLD.name, NULL
  FROM argosy.category_listing l JOIN argosy.connection c ON c.organization_id = l.organization_id
    AND c.id = l.connection_id
  WHERE l.organization_id = OLD.organization_id AND l.category_id = OLD.id AND c.deleted_at IS NULL
    AND coalesce((c.settings->'publish'->>'categories')::boolean, false)
  GROUP BY 1, 2
  ON CONFLICT (organization_id, connection_id, kind, subject_id) DO UPDATE SET
    ext_keys = excluded.ext_keys, title = excluded.title, seq = p.seq + 1, due_at = excluded.due_at, attempts = 0,
      state = 'waiting', error = NULL;
  RETURN OLD;
END
$$;
CREATE TRIGGER category_keys_kept BEFORE DELETE ON argosy.category
  FOR EACH ROW EXECUTE FUNCTION argosy.keep_category_keys();

-- Marks everything of ours that this store is to have of itself.
CREATE FUNCTION argosy.mark_published(organization uuid, store uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE publish jsonb;
BEGIN
  SELECT settings->'publish' INTO publish FROM argosy.connection WHERE organization_id = organization AND id = store;
  IF publish->>'products' = 'automatic' THEN
    PERFORM argosy.mark_changed(array_agg(p.organization_id), array_agg(p.id), 'content')
    FROM argosy.product p WHERE p.organization_id = organization AND p.deleted_at IS NULL
      AND p.active HAVING count(*) > 0;
  END IF;
  IF coalesce((publish->>'categories')::boolean, false) THEN
    PERFORM argosy.mark_changed(array_agg(c.organization_id), array_agg(c.id), 'category')
    FROM argosy.category c WHERE c.organization_id = organization HAVING count(*) > 0;
  END IF;
END
$$;

-- A store that is to have more than before, or that works again.
CREATE FUNCTION argosy.capture_publish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE organizations uuid[]; products uuid[];
BEGIN
  PERFORM argosy.mark_published(a.organization_id, a.id)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE a.settings ? 'publish' AND a.deleted_at IS NULL
    AND ((a.settings->'publish', a.settings->'listings'->'select')
      IS DISTINCT FROM (b.settings->'publish', b.settings->'listings'->'select')
      OR (a.state IN ('active', 'error')) AND b.state NOT IN ('active', 'error')
      OR a.catalogue_read_at IS NOT NULL AND b.catalogue_read_at IS NULL);
  WITH switched AS (
    UPDATE argosy.product_listing p SET content_sync = (a.settings->'publish'->>'content')::boolean
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE p.organization_id = a.organization_id AND p.connection_id = a.id AND a.settings->'publish' ? 'content'
      AND coalesce((a.settings->'publish'->>'content')::boolean,
        false) <> coalesce((b.settings->'publish'->>'content')::boolean, false)
      AND p.product_id IS NOT NULL AND p.content_sync <> (a.settings->'publish'->>'content')::boolean
    RETURNING p.organization_id, p.product_id, p.content_sync)
  SELECT array_agg(organization_id), array_agg(product_id) INTO organizations, products FROM switched
    WHERE content_sync;
  IF products IS NOT NULL THEN PERFORM argosy.mark_changed(organizations, products, 'content'); END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER publish_captured AFTER UPDATE ON argosy.connection
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_publish();

-- Two channels of one shop show one product under one key: the products of ours that stores connected earlier show as
-- it.
CREATE FUNCTION argosy.products_of_twins(organization uuid, connection uuid, key text)
  RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT o.product_id FROM argosy.connection c
  JOIN argosy.connection k ON k.organization_id = c.organization_id AND k.provider = c.provider
    AND k.stock_place = c.stock_place AND k.id < c.id
  JOIN argosy.product_listing o ON o.organization_id = k.organization_id AND o.connection_id = k.id AND o.ext_key = $3
  WHERE c.organization_id = $1 AND c.id = $2 AND c.stock_place IS NOT NULL AND k.deleted_at IS NULL
    AND o.product_id IS NOT NULL AND o.gone_at IS NULL
$$;
