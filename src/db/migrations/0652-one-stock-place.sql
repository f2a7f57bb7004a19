-- Stores of one platform that show one and the same stock (two sales channels of one shop). A number belongs to the
-- place, not to the store: of the stores that list an item, the one connected first writes it.
ALTER TABLE argosy.connection ADD COLUMN stock_place text;
COMMENT ON COLUMN argosy.connection.stock_place IS 'Stores of one provider with the same one show the same stock; null: no other store does.';
CREATE INDEX connection_stock_place ON argosy.connection (organization_id, provider, stock_place) WHERE stock_place IS NOT NULL;

-- Whether another store of the place writes the number of the item `key`.
CREATE FUNCTION argosy.is_kept_elsewhere(organization uuid, connection uuid, key text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT 1 FROM argosy.connection c
    JOIN argosy.connection k ON k.organization_id = c.organization_id AND k.provider = c.provider AND k.stock_place = c.stock_place AND k.id < c.id
    JOIN argosy.listing o ON o.organization_id = k.organization_id AND o.connection_id = k.id AND o.ext_key = $3
    WHERE c.organization_id = $1 AND c.id = $2 AND c.stock_place IS NOT NULL
      AND k.state IN ('active', 'error') AND k.deleted_at IS NULL
      AND coalesce(k.settings->'inventory'->>'enabled', 'true') = 'true' AND coalesce(k.settings->'inventory'->>'fulfilledBy', 'all') <> 'marketplace'
      AND o.state = 'mapped' AND o.stock_sync AND o.active AND o.counted AND o.gone_at IS NULL)
$$;

-- The stores whose orders take from the same stock, the store itself among them.
CREATE FUNCTION argosy.stock_place_of(connection uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT $1 UNION
  SELECT o.id FROM argosy.connection c
  JOIN argosy.connection o ON o.organization_id = c.organization_id AND o.provider = c.provider AND o.stock_place = c.stock_place
  WHERE c.organization_id = argosy.tenant() AND c.id = $1 AND c.stock_place IS NOT NULL
    AND o.state IN ('active', 'paused', 'error') AND o.deleted_at IS NULL
$$;

-- Another store may have to write from now on: what it should show is worked out anew.
CREATE FUNCTION argosy.capture_stock_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM argosy.connection o JOIN argosy.listing l ON l.organization_id = o.organization_id AND l.connection_id = o.id
  WHERE o.organization_id = NEW.organization_id AND o.provider = NEW.provider AND o.stock_place IN (NEW.stock_place, OLD.stock_place)
    AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER stock_place_captured AFTER UPDATE ON argosy.connection FOR EACH ROW
  WHEN (coalesce(OLD.stock_place, NEW.stock_place) IS NOT NULL
    AND (OLD.stock_place, OLD.state, OLD.settings->'inventory', OLD.deleted_at) IS DISTINCT FROM (NEW.stock_place, NEW.state, NEW.settings->'inventory', NEW.deleted_at))
  EXECUTE FUNCTION argosy.capture_stock_place();
