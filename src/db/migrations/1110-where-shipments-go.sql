-- Where a shipment goes, beside it: under row level security an index finds neither by what JSON says nor by its capitals.
ALTER TABLE argosy.shipment ADD COLUMN to_country text, ADD COLUMN to_postcode text COLLATE "C";

-- The owner of both is held to their policies too, and no organization is set here.
ALTER TABLE argosy.shipment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.shipment s
SET to_country = upper(nullif(o.shipping_address ->> 'country', '')), to_postcode = o.shipping_address ->> 'postcode'
FROM argosy.sales_order o
WHERE o.organization_id = s.organization_id AND o.id = s.order_id;
ALTER TABLE argosy.shipment FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;

CREATE FUNCTION argosy.shipment_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT upper(nullif(o.shipping_address ->> 'country', '')), o.shipping_address ->> 'postcode'
  INTO NEW.to_country, NEW.to_postcode
  FROM argosy.sales_order o
  WHERE o.organization_id = NEW.organization_id AND o.id = NEW.order_id;
  RETURN NEW;
END $$;
CREATE TRIGGER shipment_goes BEFORE INSERT ON argosy.shipment FOR EACH ROW EXECUTE FUNCTION argosy.shipment_goes();

-- Also when an address is erased.
CREATE FUNCTION argosy.shipments_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE argosy.shipment s
  SET to_country = upper(nullif(NEW.shipping_address ->> 'country', '')), to_postcode = NEW.shipping_address ->> 'postcode'
  WHERE s.organization_id = NEW.organization_id AND s.order_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER shipments_go AFTER UPDATE OF shipping_address ON argosy.sales_order FOR EACH ROW
  WHEN (OLD.shipping_address IS DISTINCT FROM NEW.shipping_address) EXECUTE FUNCTION argosy.shipments_go();
