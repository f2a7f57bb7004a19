-- Items of a channel that show one and the same number (variations whose stock their product counts): a sale of one lowers
-- what all show. Their variants are bundles of one item here, and one of them writes the number.
ALTER TABLE argosy.listing ADD COLUMN shared_stock text;
COMMENT ON COLUMN argosy.listing.shared_stock IS 'Items of a store with the same one show the same number; null: the number is its own.';

-- What a variant's stock is made of: the one item a bundle holds a single unit of, else itself.
CREATE FUNCTION argosy.stock_item_of(organization uuid, variant uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT CASE WHEN count(*) = 1 AND max(b.quantity) = 1 THEN min(b.component_variant_id::text)::uuid END
      FROM argosy.bundle_item b WHERE b.organization_id = $1 AND b.bundle_variant_id = $2),
    $2)
$$;

-- Whether another item of the store writes the number of the item `key`: the first of those that can, if all of them stand
-- for one item here. Where they do not, nobody does: what is sold of one is not known of the others.
CREATE FUNCTION argosy.is_written_by_sibling(organization uuid, connection uuid, key text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM argosy.listing l
    JOIN argosy.listing o ON o.organization_id = l.organization_id AND o.connection_id = l.connection_id
      AND o.shared_stock = l.shared_stock AND o.id <> l.id AND o.state = 'mapped' AND o.gone_at IS NULL
    WHERE l.organization_id = $1 AND l.connection_id = $2 AND l.ext_key = $3 AND l.shared_stock IS NOT NULL
      AND (argosy.stock_item_of(o.organization_id, o.variant_id) IS DISTINCT FROM argosy.stock_item_of(l.organization_id, l.variant_id)
        OR o.id < l.id AND o.stock_sync AND o.active AND o.counted))
$$;

-- Whether another store of the place, or another item of the store, writes the number of the item `key`.
CREATE OR REPLACE FUNCTION argosy.is_kept_elsewhere(organization uuid, connection uuid, key text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT argosy.is_written_by_sibling($1, $2, $3) OR EXISTS (
    SELECT 1 FROM argosy.connection c
    JOIN argosy.connection k ON k.organization_id = c.organization_id AND k.provider = c.provider AND k.stock_place = c.stock_place AND k.id < c.id
    JOIN argosy.listing o ON o.organization_id = k.organization_id AND o.connection_id = k.id AND o.ext_key = $3
    WHERE c.organization_id = $1 AND c.id = $2 AND c.stock_place IS NOT NULL
      AND k.state IN ('active', 'error') AND k.deleted_at IS NULL
      AND coalesce(k.settings->'inventory'->>'enabled', 'true') = 'true' AND coalesce(k.settings->'inventory'->>'fulfilledBy', 'all') <> 'marketplace'
      AND o.state = 'mapped' AND o.stock_sync AND o.active AND o.counted AND o.gone_at IS NULL)
$$;

-- Another item may have to write from now on: what it should show is worked out anew.
CREATE FUNCTION argosy.capture_shared_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(o.organization_id), array_agg(o.variant_id), 'stock')
  FROM argosy.listing o
  WHERE o.organization_id = NEW.organization_id AND o.connection_id = NEW.connection_id
    AND o.shared_stock IN (NEW.shared_stock, OLD.shared_stock) AND o.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER listing_shared_stock AFTER UPDATE ON argosy.listing FOR EACH ROW
  WHEN (coalesce(OLD.shared_stock, NEW.shared_stock) IS NOT NULL
    AND (OLD.shared_stock, OLD.state, OLD.variant_id, OLD.stock_sync, OLD.active, OLD.counted, OLD.gone_at)
      IS DISTINCT FROM (NEW.shared_stock, NEW.state, NEW.variant_id, NEW.stock_sync, NEW.active, NEW.counted, NEW.gone_at))
  EXECUTE FUNCTION argosy.capture_shared_stock();
