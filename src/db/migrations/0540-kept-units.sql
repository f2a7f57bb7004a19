-- Units kept for one channel: no other channel sells them (decision 118).
ALTER TABLE argosy.stock_rule ADD COLUMN keep int NOT NULL DEFAULT 0 CHECK (keep >= 0);
ALTER TABLE argosy.listing_stock_rule ADD COLUMN keep int CHECK (keep >= 0);

CREATE FUNCTION argosy.keeps_units(organization uuid, store uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM argosy.stock_rule r WHERE r.organization_id = organization AND r.connection_id = store AND r.keep > 0)
    OR EXISTS (SELECT FROM argosy.listing_stock_rule i JOIN argosy.listing l ON l.organization_id = i.organization_id AND l.id = i.listing_id
      WHERE i.organization_id = organization AND l.connection_id = store AND i.keep > 0)
$$;

-- An item that leaves its variant, or is gone, keeps nothing any more: the other channels may sell it.
CREATE FUNCTION argosy.capture_keeper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(b.organization_id), array_agg(b.variant_id), 'stock')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE b.variant_id IS NOT NULL
    AND (a.variant_id, a.state, a.active, a.gone_at IS NULL, a.leaves) IS DISTINCT FROM (b.variant_id, b.state, b.active, b.gone_at IS NULL, b.leaves)
    AND argosy.keeps_units(b.organization_id, b.connection_id)
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER listing_keeper_captured AFTER UPDATE ON argosy.listing REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_keeper();

-- A store that stops or starts selling takes its units out of the others' numbers, or gives them back.
CREATE FUNCTION argosy.capture_keeping_store() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.connection_id = a.id
  WHERE a.state IN ('active', 'paused', 'error', 'needs_reauth') <> b.state IN ('active', 'paused', 'error', 'needs_reauth')
    AND l.variant_id IS NOT NULL AND argosy.keeps_units(a.organization_id, a.id)
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER keeping_store_captured AFTER UPDATE ON argosy.connection REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_keeping_store();
