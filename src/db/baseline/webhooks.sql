-- Webhooks to an organization's own programs.

-- Where an organization's own programs hear of events.
CREATE TABLE argosy.webhook_endpoint (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  url text NOT NULL CHECK (length(url) BETWEEN 8 AND 2000),
  description text NOT NULL DEFAULT '',
  event_types text[] NOT NULL CHECK (cardinality(event_types) > 0),
  enabled boolean NOT NULL DEFAULT true,
  -- by_hand; failing: nothing succeeded for days; gone: it answered 410.
  disabled_reason text CHECK (disabled_reason IN ('by_hand', 'failing', 'gone')),
  disabled_at timestamptz,
  failing_since timestamptz,
  last_success_at timestamptz,
  last_error text,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  last_said jsonb,
  PRIMARY KEY (organization_id, id)
);

-- What happened, in the transaction that made it happen; kept only while an endpoint wants its type, and only until it
-- has become deliveries. Ids alone: what they say is read when it is sent.
CREATE TABLE argosy.webhook_event (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  type text NOT NULL,
  subject jsonb NOT NULL,
  happened_at timestamptz NOT NULL DEFAULT now(),
  -- What happened in one millisecond is told in the order it happened in: ids made by the database do not ascend
  -- within one.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX webhook_event_order ON argosy.webhook_event (organization_id, seq);
GRANT SELECT (organization_id) ON argosy.webhook_event TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.webhook_event FOR SELECT TO argosy_scheduler USING (true);

-- An event on its way to an endpoint.
CREATE TABLE argosy.webhook_delivery (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  endpoint_id uuid NOT NULL,
  type text NOT NULL,
  subject jsonb NOT NULL,
  happened_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
  -- Null while its endpoint is off, and once it is over.
  due_at timestamptz,
  -- Ever made; tries counts those of the present schedule.
  attempts int NOT NULL DEFAULT 0,
  tries int NOT NULL DEFAULT 0,
  last_status int,
  last_error text,
  delivered_at timestamptz,
  created_at timestamptz NOT NULL,
  last_said jsonb,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- The thing it is about, where it is about one: what is told of it arrives in order.
  thing text GENERATED ALWAYS AS (subject ->> 'id') STORED,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, endpoint_id) REFERENCES argosy.webhook_endpoint (organization_id, id)
    ON DELETE CASCADE
);
-- What was not sent yet is told once, in its newest state.
CREATE UNIQUE INDEX webhook_delivery_unsent ON argosy.webhook_delivery (organization_id, endpoint_id, type, subject)
  WHERE state = 'waiting' AND attempts = 0;
CREATE INDEX webhook_delivery_list ON argosy.webhook_delivery (organization_id, endpoint_id, id DESC);
CREATE INDEX webhook_delivery_thing ON argosy.webhook_delivery (organization_id, endpoint_id, thing, seq)
  WHERE state = 'waiting';
CREATE INDEX webhook_delivery_due ON argosy.webhook_delivery (organization_id, endpoint_id, due_at, seq)
  WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_age ON argosy.webhook_delivery (organization_id, created_at) WHERE state <> 'waiting';
GRANT SELECT (organization_id, endpoint_id, due_at) ON argosy.webhook_delivery TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.webhook_delivery FOR SELECT TO argosy_scheduler USING (true);

-- Each try of a delivery, and what the endpoint answered.
CREATE TABLE argosy.webhook_attempt (
  organization_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  number int NOT NULL,
  at timestamptz NOT NULL,
  duration_ms int NOT NULL,
  status int,
  error text,
  -- Why an endpoint did not take a delivery, as the hub's sentences (src/commerce/sentence.ts); null: it is not the
  -- hub's, or older.
  said jsonb,
  PRIMARY KEY (organization_id, delivery_id, number),
  FOREIGN KEY (organization_id, delivery_id) REFERENCES argosy.webhook_delivery (organization_id, id)
    ON DELETE CASCADE
);

-- As wake_lane for endpoints of outgoing webhooks: news leave a lane that rests after failures to its rest, a person
-- does not.
CREATE FUNCTION argosy.wake_endpoints(organization uuid, endpoints uuid[], at timestamptz, by_person boolean)
  RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
DECLARE e uuid;
BEGIN
  FOR e IN SELECT DISTINCT u FROM unnest(endpoints) AS u ORDER BY u LOOP
    LOOP
      UPDATE argosy.lane w SET seq = w.seq + 1,
        due_at = CASE WHEN w.failures > 0 AND NOT by_person THEN coalesce(w.due_at, at) ELSE least(w.due_at, at) END
      WHERE w.organization_id = organization AND w.connection_id = e AND w.kind = 'webhook'
        AND w.version >= argosy.lane_version(organization, e, 'webhook');
      EXIT WHEN FOUND OR argosy.make_lane(organization, e, 'webhook', at);
    END LOOP;
  END LOOP;
  PERFORM pg_notify('argosy_lane', 'webhook');
END
$$;

-- Webhook endpoints are told of shipments, returns, refunds and invoices by the row that changed: many steps write
-- them, of the hub, of couriers and of channels. The argument is the type; the subject is the row and its order. Of
-- imported history nothing is told.
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
CREATE TRIGGER shipment_created AFTER INSERT ON argosy.shipment
  FOR EACH ROW EXECUTE FUNCTION argosy.tell_webhook_endpoints('shipment.created');
CREATE TRIGGER shipment_updated AFTER UPDATE ON argosy.shipment
  FOR EACH ROW
  WHEN (OLD.stage IS DISTINCT FROM NEW.stage OR OLD.status IS DISTINCT FROM NEW.status OR OLD.label_state
    IS DISTINCT FROM NEW.label_state)
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('shipment.updated');
CREATE TRIGGER return_created AFTER INSERT ON argosy.order_return
  FOR EACH ROW EXECUTE FUNCTION argosy.tell_webhook_endpoints('return.created');
CREATE TRIGGER return_updated AFTER UPDATE ON argosy.order_return
  FOR EACH ROW
  WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.tracking_number IS DISTINCT FROM NEW.tracking_number
    OR OLD.refund_command_id IS DISTINCT FROM NEW.refund_command_id)
  EXECUTE FUNCTION argosy.tell_webhook_endpoints('return.updated');
CREATE TRIGGER refund_created AFTER INSERT ON argosy.order_refund
  FOR EACH ROW EXECUTE FUNCTION argosy.tell_webhook_endpoints('refund.created');
CREATE TRIGGER invoice_issued AFTER INSERT ON argosy.invoice_paper
  FOR EACH ROW EXECUTE FUNCTION argosy.tell_webhook_endpoints('invoice.issued');
