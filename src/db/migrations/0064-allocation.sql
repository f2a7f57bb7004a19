-- What one item may show, and channels whose number contains their own open orders.
SET LOCAL search_path = argosy, public;

-- Replaces parts of the store's rule for one item; null: the store's.
CREATE TABLE listing_stock_rule (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  buffer int CHECK (buffer >= 0),
  cap int CHECK (cap >= 0),
  percent int CHECK (percent BETWEEN 0 AND 100),
  zero_below int CHECK (zero_below >= 0),
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, listing_id),
  FOREIGN KEY (organization_id, listing_id) REFERENCES listing (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE listing_stock_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE listing_stock_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON listing_stock_rule FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON listing_stock_rule TO argosy_app;

CREATE FUNCTION capture_listing_stock_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM changed_rows r JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.id = r.listing_id
  WHERE l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER listing_stock_rule_insert AFTER INSERT ON listing_stock_rule REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_listing_stock_rule();
CREATE TRIGGER listing_stock_rule_update AFTER UPDATE ON listing_stock_rule REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_listing_stock_rule();
CREATE TRIGGER listing_stock_rule_delete AFTER DELETE ON listing_stock_rule REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_listing_stock_rule();

-- What the channel's number means, as its connector says (the outbound lane keeps it).
ALTER TABLE connection ADD COLUMN stock_basis text NOT NULL DEFAULT 'available'
  CHECK (stock_basis IN ('available', 'available_plus_open_orders'));

-- A shipment leaves what is available as it was, but lowers the number of a channel that counts its open orders in.
CREATE OR REPLACE FUNCTION capture_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand - a.reserved <> b.on_hand - b.reserved
      OR (a.reserved <> b.reserved AND EXISTS (SELECT 1 FROM argosy.connection c
            WHERE c.organization_id = a.organization_id AND c.stock_basis = 'available_plus_open_orders'))
    HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM before_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
