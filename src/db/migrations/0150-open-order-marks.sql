-- The number of a channel that counts its open orders in follows from them (stock-picture.ts): it is worked out anew
-- whenever a line's share of it changes, also where no level moves because nothing was there to promise.
SET LOCAL search_path = argosy, public;

CREATE FUNCTION capture_open_units() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(NEW.variant_id), 'stock')
  FROM argosy.listing l JOIN argosy.connection c ON c.organization_id = l.organization_id AND c.id = l.connection_id
  WHERE l.organization_id = NEW.organization_id AND l.id = NEW.listing_id AND c.stock_basis = 'available_plus_open_orders'
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER order_line_open_insert AFTER INSERT ON order_line FOR EACH ROW
  WHEN (least(NEW.reserved_quantity + NEW.short_quantity, NEW.quantity - NEW.took_quantity) > 0)
  EXECUTE FUNCTION capture_open_units();
CREATE TRIGGER order_line_open_update AFTER UPDATE ON order_line FOR EACH ROW
  WHEN (greatest(0, least(NEW.reserved_quantity + NEW.short_quantity, NEW.quantity - NEW.took_quantity))
     IS DISTINCT FROM greatest(0, least(OLD.reserved_quantity + OLD.short_quantity, OLD.quantity - OLD.took_quantity)))
  EXECUTE FUNCTION capture_open_units();

-- So a level need not guess any more whether a shipment concerns such a channel.
CREATE OR REPLACE FUNCTION capture_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand - a.reserved <> b.on_hand - b.reserved HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM before_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
