-- Webhook endpoints are told of shipments, returns, refunds and invoices by the row that changed: many steps write them, of
-- the hub, of couriers and of channels. The argument is the type; the subject is the row and its order. Of imported history nothing is told.
CREATE FUNCTION argosy.tell_webhook_endpoints() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  subject jsonb := jsonb_build_object('orderId', NEW.order_id);
BEGIN
  IF TG_TABLE_NAME LIKE 'order\_refund%' THEN
    subject := subject || jsonb_build_object('refundKey', NEW.ext_key);
  ELSE
    subject := subject || jsonb_build_object('id', NEW.id);
  END IF;
  IF EXISTS (SELECT FROM argosy.webhook_endpoint e
      WHERE e.organization_id = NEW.organization_id AND e.enabled AND TG_ARGV[0] = ANY (e.event_types))
    AND NOT EXISTS (SELECT FROM argosy.sales_order o
      WHERE o.organization_id = NEW.organization_id AND o.id = NEW.order_id AND o.is_history) THEN
    INSERT INTO argosy.webhook_event (organization_id, type, subject) VALUES (NEW.organization_id, TG_ARGV[0], subject);
    PERFORM pg_notify('argosy_webhook', NEW.organization_id::text);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER shipment_created AFTER INSERT ON argosy.shipment FOR EACH ROW
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('shipment.created');
CREATE TRIGGER shipment_updated AFTER UPDATE ON argosy.shipment FOR EACH ROW
  WHEN ((OLD.stage, OLD.status, OLD.label_state) IS DISTINCT FROM (NEW.stage, NEW.status, NEW.label_state))
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('shipment.updated');
CREATE TRIGGER return_created AFTER INSERT ON argosy.order_return FOR EACH ROW
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('return.created');
CREATE TRIGGER return_updated AFTER UPDATE ON argosy.order_return FOR EACH ROW
  WHEN ((OLD.state, OLD.tracking_number, OLD.refund_command_id)
    IS DISTINCT FROM (NEW.state, NEW.tracking_number, NEW.refund_command_id))
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('return.updated');
CREATE TRIGGER refund_created AFTER INSERT ON argosy.order_refund FOR EACH ROW
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('refund.created');
CREATE TRIGGER invoice_issued AFTER INSERT ON argosy.invoice_paper FOR EACH ROW
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('invoice.issued');
