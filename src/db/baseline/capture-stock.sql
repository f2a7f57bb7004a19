-- Change capture: what the stock shown by channels follows from, and which of the stores and items that share it
-- writes it.

-- Whether a store keeps units for itself, by its own rule or by that of one of its listings.
CREATE FUNCTION argosy.keeps_units(organization uuid, store uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM argosy.stock_rule r WHERE r.organization_id = organization AND r.connection_id = store
    AND r.keep > 0)
    OR EXISTS (SELECT FROM argosy.listing_stock_rule i JOIN argosy.listing l ON l.organization_id = i.organization_id
      AND l.id = i.listing_id
      WHERE i.organization_id = organization AND l.connection_id = store AND i.keep > 0)
$$;

-- Whether another store of the place, or another item of the store, writes the number of the item `key`.
CREATE FUNCTION argosy.is_kept_elsewhere(organization uuid, connection uuid, key text)
  RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT argosy.is_written_by_sibling($1, $2, $3) OR EXISTS (
    SELECT 1 FROM argosy.connection c
    JOIN argosy.connection k ON k.organization_id = c.organization_id AND k.provider = c.provider
      AND k.stock_place = c.stock_place AND k.id < c.id
    JOIN argosy.listing o ON o.organization_id = k.organization_id AND o.connection_id = k.id AND o.ext_key = $3
    WHERE c.organization_id = $1 AND c.id = $2 AND c.stock_place IS NOT NULL
      AND k.state IN ('active', 'error') AND k.deleted_at IS NULL
      AND coalesce(k.settings->'inventory'->>'enabled', 'true') = 'true'
        AND coalesce(k.settings->'inventory'->>'fulfilledBy', 'all') <> 'marketplace'
      AND o.state = 'mapped' AND o.stock_sync AND o.active AND o.counted AND o.gone_at IS NULL)
$$;

-- The stores whose orders take from the same stock, the store itself among them.
CREATE FUNCTION argosy.stock_place_of(connection uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT $1 UNION
  SELECT o.id FROM argosy.connection c
  JOIN argosy.connection o ON o.organization_id = c.organization_id AND o.provider = c.provider
    AND o.stock_place = c.stock_place
  WHERE c.organization_id = argosy.tenant() AND c.id = $1 AND c.stock_place IS NOT NULL
    AND o.state IN ('active', 'paused', 'error') AND o.deleted_at IS NULL
$$;

-- What a variant's stock is made of: the one item a bundle holds a single unit of, else itself.
CREATE FUNCTION argosy.stock_item_of(organization uuid, variant uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT CASE WHEN count(*) = 1 AND max(b.quantity) = 1 THEN min(b.component_variant_id::text)::uuid END
      FROM argosy.bundle_item b WHERE b.organization_id = $1 AND b.bundle_variant_id = $2),
    $2)
$$;

-- Whether another item of the store writes the number of the item `key`: the first of those that can, if all of them
-- stand for one item here. Where they do not, nobody does: what is sold of one is not known of the others.
CREATE FUNCTION argosy.is_written_by_sibling(organization uuid, connection uuid, key text)
  RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM argosy.listing l
    JOIN argosy.listing o ON o.organization_id = l.organization_id AND o.connection_id = l.connection_id
      AND o.shared_stock = l.shared_stock AND o.id <> l.id AND o.state = 'mapped' AND o.gone_at IS NULL
    WHERE l.organization_id = $1 AND l.connection_id = $2 AND l.ext_key = $3 AND l.shared_stock IS NOT NULL
      AND (argosy.stock_item_of(o.organization_id, o.variant_id)
        IS DISTINCT FROM argosy.stock_item_of(l.organization_id, l.variant_id)
        OR o.id < l.id AND o.stock_sync AND o.active AND o.counted))
$$;

-- Available units that change are marked; a shipment, which leaves them as they were, is not. A level that becomes
-- low, or no longer is, is marked as well.
CREATE FUNCTION argosy.capture_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock')
      FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand - a.reserved <> b.on_hand - b.reserved HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock')
      FROM before_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER level_captured_insert AFTER INSERT ON argosy.level REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_level();
CREATE TRIGGER level_captured_update AFTER UPDATE ON argosy.level
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_level();
CREATE TRIGGER level_captured_delete AFTER DELETE ON argosy.level REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_level();

-- Rules and location maps change what a whole store may show.
CREATE FUNCTION argosy.capture_store_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM (SELECT DISTINCT organization_id, connection_id FROM changed_rows) r
  JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.connection_id = r.connection_id
  WHERE l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER stock_rule_captured_insert AFTER INSERT ON argosy.stock_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_store_rule();
CREATE TRIGGER stock_rule_captured_update AFTER UPDATE ON argosy.stock_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_store_rule();
CREATE TRIGGER stock_rule_captured_delete AFTER DELETE ON argosy.stock_rule REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_store_rule();
CREATE TRIGGER ext_location_captured_insert AFTER INSERT ON argosy.ext_location REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_store_rule();
CREATE TRIGGER ext_location_captured_update AFTER UPDATE ON argosy.ext_location REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_store_rule();

-- A bundle that is made of something else has other units.
CREATE FUNCTION argosy.capture_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Before the marks: whoever takes a mark finds the change.
  INSERT INTO argosy.recipe_change (organization_id, variant_id)
  SELECT DISTINCT organization_id, bundle_variant_id FROM changed_rows ORDER BY 1, 2
  ON CONFLICT (organization_id, variant_id) DO UPDATE SET seq = recipe_change.seq + 1, after_order = NULL;
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(bundle_variant_id), 'stock')
    FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER bundle_captured_insert AFTER INSERT ON argosy.bundle_item REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_bundle();
CREATE TRIGGER bundle_captured_update AFTER UPDATE ON argosy.bundle_item REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_bundle();
CREATE TRIGGER bundle_captured_delete AFTER DELETE ON argosy.bundle_item REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_bundle();

-- A variant that is counted from now on, or no longer.
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
  PERFORM argosy.mark_changed(array_agg(b.organization_id), array_agg(b.bundle_variant_id), 'stock')
    FROM argosy.bundle_item b
  WHERE b.organization_id = NEW.organization_id AND b.component_variant_id = NEW.id HAVING count(*) > 0;
  PERFORM argosy.pos_catalog_changed(ARRAY[NEW.organization_id], ARRAY[NEW.id])
  WHERE EXISTS (SELECT FROM argosy.pos_catalog_feed WHERE organization_id = NEW.organization_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_counted AFTER UPDATE ON argosy.variant
  FOR EACH ROW WHEN (OLD.counted IS DISTINCT FROM NEW.counted OR OLD.counted_set IS DISTINCT FROM NEW.counted_set)
  EXECUTE FUNCTION argosy.capture_counted();

-- A listing's own stock rule.
CREATE FUNCTION argosy.capture_listing_stock_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM changed_rows r JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.id = r.listing_id
  WHERE l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER listing_stock_rule_insert AFTER INSERT ON argosy.listing_stock_rule
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_listing_stock_rule();
CREATE TRIGGER listing_stock_rule_update AFTER UPDATE ON argosy.listing_stock_rule
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_listing_stock_rule();
CREATE TRIGGER listing_stock_rule_delete AFTER DELETE ON argosy.listing_stock_rule
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_listing_stock_rule();

-- Whether a level is low depends on its reorder point.
CREATE FUNCTION argosy.capture_reorder_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(ARRAY[NEW.organization_id], ARRAY[NEW.variant_id], 'stock');
  RETURN NULL;
END
$$;
CREATE TRIGGER level_captured_reorder AFTER UPDATE OF reorder_point ON argosy.level
  FOR EACH ROW WHEN (OLD.reorder_point IS DISTINCT FROM NEW.reorder_point)
  EXECUTE FUNCTION argosy.capture_reorder_point();

-- Units of open orders, where the channel's number counts them.
CREATE FUNCTION argosy.capture_open_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(NEW.variant_id), 'stock')
  FROM argosy.listing l JOIN argosy.connection c ON c.organization_id = l.organization_id AND c.id = l.connection_id
  WHERE l.organization_id = NEW.organization_id AND l.id = NEW.listing_id
    AND c.stock_basis = 'available_plus_open_orders'
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_open_insert AFTER INSERT ON argosy.order_line
  FOR EACH ROW WHEN (least(NEW.reserved_quantity + NEW.short_quantity, NEW.quantity - NEW.took_quantity) > 0)
  EXECUTE FUNCTION argosy.capture_open_units();
CREATE TRIGGER order_line_open_update AFTER UPDATE ON argosy.order_line
  FOR EACH ROW
  WHEN (greatest(0, least(NEW.reserved_quantity + NEW.short_quantity, NEW.quantity - NEW.took_quantity))
    IS DISTINCT FROM greatest(0, least(OLD.reserved_quantity + OLD.short_quantity, OLD.quantity - OLD.took_quantity)))
  EXECUTE FUNCTION argosy.capture_open_units();

-- An item that leaves its variant, or is gone, keeps nothing any more: the other channels may sell it.
CREATE FUNCTION argosy.capture_keeper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(b.organization_id), array_agg(b.variant_id), 'stock')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE b.variant_id IS NOT NULL
    AND (a.variant_id, a.state, a.active, a.gone_at IS NULL, a.leaves)
      IS DISTINCT FROM (b.variant_id, b.state, b.active, b.gone_at IS NULL, b.leaves)
    AND argosy.keeps_units(b.organization_id, b.connection_id)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER listing_keeper_captured AFTER UPDATE ON argosy.listing
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_keeper();

-- A store that stops or starts selling takes its units out of the others' numbers, or gives them back.
CREATE FUNCTION argosy.capture_keeping_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.connection_id = a.id
  WHERE a.state IN ('active', 'paused', 'error', 'needs_reauth') <> b.state IN ('active', 'paused', 'error',
    'needs_reauth')
    AND l.variant_id IS NOT NULL AND argosy.keeps_units(a.organization_id, a.id)
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER keeping_store_captured AFTER UPDATE ON argosy.connection
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_keeping_store();

-- Another store may have to write from now on: what it should show is worked out anew.
CREATE FUNCTION argosy.capture_stock_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM argosy.connection o JOIN argosy.listing l ON l.organization_id = o.organization_id AND l.connection_id = o.id
  WHERE o.organization_id = NEW.organization_id AND o.provider = NEW.provider
    AND o.stock_place IN (NEW.stock_place, OLD.stock_place)
    AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER stock_place_captured AFTER UPDATE ON argosy.connection
  FOR EACH ROW
  WHEN (coalesce(OLD.stock_place, NEW.stock_place) IS NOT NULL
    AND (OLD.stock_place IS DISTINCT FROM NEW.stock_place OR OLD.state IS DISTINCT FROM NEW.state
    OR (OLD.settings -> 'inventory') IS DISTINCT FROM (NEW.settings -> 'inventory') OR OLD.deleted_at
    IS DISTINCT FROM NEW.deleted_at))
  EXECUTE FUNCTION argosy.capture_stock_place();

-- Another item may have to write from now on: what it should show is worked out anew.
CREATE FUNCTION argosy.capture_shared_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(o.organization_id), array_agg(o.variant_id), 'stock')
  FROM argosy.listing o
  WHERE o.organization_id = NEW.organization_id AND o.connection_id = NEW.connection_id
    AND o.shared_stock IN (NEW.shared_stock, OLD.shared_stock) AND o.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER listing_shared_stock AFTER UPDATE ON argosy.listing
  FOR EACH ROW
  WHEN (coalesce(OLD.shared_stock, NEW.shared_stock) IS NOT NULL
    AND (OLD.shared_stock IS DISTINCT FROM NEW.shared_stock OR OLD.state IS DISTINCT FROM NEW.state OR OLD.variant_id
    IS DISTINCT FROM NEW.variant_id OR OLD.stock_sync IS DISTINCT FROM NEW.stock_sync OR OLD.active
    IS DISTINCT FROM NEW.active OR OLD.counted IS DISTINCT FROM NEW.counted OR OLD.gone_at
    IS DISTINCT FROM NEW.gone_at))
  EXECUTE FUNCTION argosy.capture_shared_stock();
