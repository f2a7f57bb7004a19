-- What happens is noted by the rows that changed, in their transaction: many steps write them, of the hub, of couriers
-- and of channels. Of imported history nothing is noted.
CREATE FUNCTION argosy.note_automation_event(organization uuid, subject uuid, detail text, VARIADIC triggers text[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.automation_event (organization_id, trigger, subject_id, detail, depth)
  SELECT organization, t.trigger, subject, detail,
    coalesce(nullif(current_setting('argosy.automation_depth', true), '')::int, 0)
  FROM unnest(triggers) WITH ORDINALITY AS t(trigger, n)
  WHERE EXISTS (SELECT FROM argosy.automation a
    WHERE a.organization_id = organization AND a.trigger = t.trigger AND a.is_on)
  ORDER BY t.n;
  IF FOUND THEN PERFORM pg_notify('argosy_automation', organization::text); END IF;
END $$;

-- Orders of the past that are still open are no history, and yet no news: whoever imports them says so.
CREATE FUNCTION argosy.is_first_import() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('argosy.first_import', true), '') = 'on' $$;

CREATE FUNCTION argosy.automation_on_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_new boolean := TG_OP = 'INSERT';
BEGIN
  IF is_new AND argosy.is_first_import()
    OR NOT EXISTS (SELECT FROM argosy.automation a WHERE a.organization_id = NEW.organization_id AND a.is_on) THEN
    RETURN NULL;
  END IF;
  PERFORM argosy.note_automation_event(NEW.organization_id, NEW.id, NULL, VARIADIC array_remove(ARRAY[
    CASE WHEN is_new THEN 'order.received' END,
    CASE WHEN NEW.financial = 'paid' AND (is_new OR OLD.financial <> 'paid') THEN 'order.paid' END,
    CASE WHEN NOT is_new AND (OLD.total_minor, OLD.currency, OLD.shipping_address, OLD.contact, OLD.note)
      IS DISTINCT FROM (NEW.total_minor, NEW.currency, NEW.shipping_address, NEW.contact, NEW.note)
      THEN 'order.edited' END,
    CASE WHEN NEW.status = 'cancelled' AND (is_new OR OLD.status <> 'cancelled') THEN 'order.cancelled' END,
    CASE WHEN NEW.status = 'on_hold' AND (is_new OR OLD.status <> 'on_hold') THEN 'order.on_hold' END,
    CASE WHEN NEW.is_short AND (is_new OR NOT OLD.is_short) THEN 'order.short' END,
    CASE WHEN NOT is_new AND OLD.is_short AND NOT NEW.is_short AND NEW.status <> 'cancelled' THEN 'order.in_stock' END
  ], NULL));
  RETURN NULL;
END $$;

CREATE TRIGGER sales_order_automated_insert AFTER INSERT ON argosy.sales_order FOR EACH ROW
  WHEN (NOT NEW.is_history) EXECUTE FUNCTION argosy.automation_on_order();
CREATE TRIGGER sales_order_automated_update AFTER UPDATE ON argosy.sales_order FOR EACH ROW
  WHEN (NOT NEW.is_history AND (OLD.status, OLD.financial, OLD.is_short, OLD.total_minor, OLD.currency,
      OLD.shipping_address, OLD.contact, OLD.note)
    IS DISTINCT FROM (NEW.status, NEW.financial, NEW.is_short, NEW.total_minor, NEW.currency,
      NEW.shipping_address, NEW.contact, NEW.note))
  EXECUTE FUNCTION argosy.automation_on_order();

-- The argument is the trigger; the row names its order.
CREATE FUNCTION argosy.automation_on_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (TG_OP = 'INSERT' AND argosy.is_first_import())
    AND EXISTS (SELECT FROM argosy.automation a
      WHERE a.organization_id = NEW.organization_id AND a.trigger = TG_ARGV[0] AND a.is_on)
    AND NOT EXISTS (SELECT FROM argosy.sales_order o
      WHERE o.organization_id = NEW.organization_id AND o.id = NEW.order_id AND o.is_history) THEN
    PERFORM argosy.note_automation_event(NEW.organization_id, NEW.order_id,
      CASE WHEN TG_TABLE_NAME LIKE 'order\_refund%' THEN to_jsonb(NEW) ->> 'ext_key' ELSE to_jsonb(NEW) ->> 'id' END,
      TG_ARGV[0]);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER shipment_automated_booked AFTER UPDATE ON argosy.shipment FOR EACH ROW
  WHEN (NEW.state = 'booked' AND OLD.state <> 'booked') EXECUTE FUNCTION argosy.automation_on_part('shipment.booked');
CREATE TRIGGER shipment_automated_shipped AFTER UPDATE ON argosy.shipment FOR EACH ROW
  WHEN (NEW.left_at IS NOT NULL AND OLD.left_at IS NULL)
  EXECUTE FUNCTION argosy.automation_on_part('shipment.shipped');
CREATE TRIGGER shipment_automated_delivered AFTER UPDATE ON argosy.shipment FOR EACH ROW
  WHEN (NEW.status = 'delivered' AND OLD.status <> 'delivered')
  EXECUTE FUNCTION argosy.automation_on_part('shipment.delivered');
CREATE TRIGGER shipment_automated_exception AFTER UPDATE ON argosy.shipment FOR EACH ROW
  WHEN (NEW.status = 'exception' AND OLD.status <> 'exception')
  EXECUTE FUNCTION argosy.automation_on_part('shipment.exception');
CREATE TRIGGER return_automated_opened AFTER INSERT ON argosy.order_return FOR EACH ROW
  EXECUTE FUNCTION argosy.automation_on_part('return.opened');
CREATE TRIGGER return_automated_received AFTER UPDATE OF state ON argosy.order_return FOR EACH ROW
  WHEN (NEW.state = 'received' AND OLD.state <> 'received')
  EXECUTE FUNCTION argosy.automation_on_part('return.received');
CREATE TRIGGER refund_automated AFTER INSERT ON argosy.order_refund FOR EACH ROW
  EXECUTE FUNCTION argosy.automation_on_part('order.refunded');

CREATE FUNCTION argosy.automation_on_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.note_automation_event(NEW.organization_id, NEW.id, NULL, 'channel.failing');
  RETURN NULL;
END $$;
CREATE TRIGGER connection_automated AFTER UPDATE OF health ON argosy.connection FOR EACH ROW
  WHEN (NEW.health = 'failing' AND OLD.health <> 'failing') EXECUTE FUNCTION argosy.automation_on_channel();
