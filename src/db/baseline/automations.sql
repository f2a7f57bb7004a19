-- Automations and what they did.

-- When something happens to an order or a channel, and conditions hold, then actions (decision 670).
CREATE TABLE argosy.automation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- Asked in this order.
  position int NOT NULL,
  name text NOT NULL,
  trigger text NOT NULL,
  -- As a person wrote it: channels, when, actions, stopHere and limits with name and trigger.
  definition jsonb NOT NULL,
  is_on boolean NOT NULL DEFAULT false,
  version int NOT NULL DEFAULT 1,
  -- Failures in a row.
  failures int NOT NULL DEFAULT 0,
  -- By the hub, and why; a person switches it on again.
  stopped_because text CHECK (stopped_because IN ('failing', 'per_day', 'per_subject', 'loop')),
  stopped_at timestamptz,
  last_acted_at timestamptz,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK (NOT (is_on AND stopped_because IS NOT NULL))
);
-- What triggers look at: an organization without automations costs one look at an empty index.
CREATE INDEX automation_on ON argosy.automation (organization_id, trigger) WHERE is_on;
CREATE INDEX automation_position ON argosy.automation (organization_id, "position", id);
GRANT SELECT (organization_id, trigger, is_on) ON argosy.automation TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.automation FOR SELECT TO argosy_scheduler USING (true);

-- Every definition it had, for whoever asks what a run followed.
CREATE TABLE argosy.automation_version (
  organization_id uuid NOT NULL,
  automation_id uuid NOT NULL,
  version int NOT NULL,
  definition jsonb NOT NULL,
  saved_by text NOT NULL,
  saved_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, automation_id, version),
  FOREIGN KEY (organization_id, automation_id) REFERENCES argosy.automation (organization_id, id) ON DELETE CASCADE
);

-- What happened, written in the transaction that made it happen and only while an automation of its trigger is on;
-- gone once automations were asked.
CREATE TABLE argosy.automation_event (
  organization_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  trigger text NOT NULL,
  -- The order or the channel.
  subject_id uuid NOT NULL,
  -- The shipment, return or refund.
  detail text,
  -- How many automations stand between it and what somebody else did.
  depth int NOT NULL DEFAULT 0,
  happened_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, seq)
);
GRANT SELECT (organization_id) ON argosy.automation_event TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.automation_event FOR SELECT TO argosy_scheduler USING (true);

-- What an automation did about an event: one row for each of the two, whatever is repeated.
CREATE TABLE argosy.automation_run (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  event_id uuid NOT NULL,
  automation_id uuid NOT NULL,
  version int NOT NULL,
  name text NOT NULL,
  trigger text NOT NULL,
  subject_id uuid NOT NULL,
  order_id uuid,
  outcome text NOT NULL CHECK (outcome IN ('acted', 'failed', 'stopped')),
  -- The comparisons with the values they found, and the actions with what undoing them needs.
  looked jsonb NOT NULL,
  acts jsonb NOT NULL,
  error text,
  error_said jsonb,
  happened_at timestamptz NOT NULL,
  at timestamptz NOT NULL,
  undone_at timestamptz,
  undone_by text,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, event_id, automation_id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX automation_run_of ON argosy.automation_run (organization_id, automation_id, id DESC);
CREATE INDEX automation_run_order ON argosy.automation_run (organization_id, order_id, id DESC)
  WHERE order_id IS NOT NULL;
CREATE INDEX automation_run_at ON argosy.automation_run (organization_id, automation_id, at, subject_id)
  WHERE outcome = 'acted';

-- Mails that automations send, in the transaction of their run.
CREATE TABLE argosy.automation_mail (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  run_id uuid NOT NULL,
  order_id uuid,
  -- Null: the buyer of the order.
  member_id text,
  subject text NOT NULL,
  body text NOT NULL,
  -- When it is sent; null: it was sent, or is not sent any more.
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  sent_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, run_id) REFERENCES argosy.automation_run (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX automation_mail_due ON argosy.automation_mail (organization_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX automation_mail_run ON argosy.automation_mail (organization_id, run_id);
CREATE INDEX automation_mail_order ON argosy.automation_mail (organization_id, order_id) WHERE order_id IS NOT NULL;
GRANT SELECT (organization_id, due_at) ON argosy.automation_mail TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.automation_mail FOR SELECT TO argosy_scheduler USING (true);

-- Up to when orders that became late were told.
CREATE TABLE argosy.automation_scan (
  organization_id uuid PRIMARY KEY,
  late_to timestamptz NOT NULL
);

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
END
$$;

-- Orders of the past that are still open are no history, and yet no news: whoever imports them says so.
CREATE FUNCTION argosy.is_first_import() RETURNS boolean LANGUAGE sql STABLE AS $$
 SELECT coalesce(current_setting('argosy.first_import', true), '') = 'on'
$$;

-- Notes what happened to an order, where automations look for it.
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
END
$$;
CREATE TRIGGER sales_order_automated_insert AFTER INSERT ON argosy.sales_order
  FOR EACH ROW WHEN (NOT NEW.is_history) EXECUTE FUNCTION argosy.automation_on_order();
CREATE TRIGGER sales_order_automated_update AFTER UPDATE ON argosy.sales_order
  FOR EACH ROW
  WHEN (NOT NEW.is_history AND (OLD.status IS DISTINCT FROM NEW.status OR OLD.financial IS DISTINCT FROM NEW.financial
    OR OLD.is_short IS DISTINCT FROM NEW.is_short OR OLD.total_minor IS DISTINCT FROM NEW.total_minor OR OLD.currency
    IS DISTINCT FROM NEW.currency OR OLD.shipping_address IS DISTINCT FROM NEW.shipping_address OR OLD.contact
    IS DISTINCT FROM NEW.contact OR OLD.note IS DISTINCT FROM NEW.note))
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
END
$$;
CREATE TRIGGER shipment_automated_booked AFTER UPDATE ON argosy.shipment
  FOR EACH ROW WHEN (NEW.state = 'booked' AND OLD.state <> 'booked')
  EXECUTE FUNCTION argosy.automation_on_part('shipment.booked');
CREATE TRIGGER shipment_automated_shipped AFTER UPDATE ON argosy.shipment
  FOR EACH ROW WHEN (NEW.left_at IS NOT NULL AND OLD.left_at IS NULL)
  EXECUTE FUNCTION argosy.automation_on_part('shipment.shipped');
CREATE TRIGGER shipment_automated_delivered AFTER UPDATE ON argosy.shipment
  FOR EACH ROW WHEN (NEW.status = 'delivered' AND OLD.status <> 'delivered')
  EXECUTE FUNCTION argosy.automation_on_part('shipment.delivered');
CREATE TRIGGER shipment_automated_exception AFTER UPDATE ON argosy.shipment
  FOR EACH ROW WHEN (NEW.status = 'exception' AND OLD.status <> 'exception')
  EXECUTE FUNCTION argosy.automation_on_part('shipment.exception');
CREATE TRIGGER return_automated_opened AFTER INSERT ON argosy.order_return
  FOR EACH ROW EXECUTE FUNCTION argosy.automation_on_part('return.opened');
CREATE TRIGGER return_automated_received AFTER UPDATE OF state ON argosy.order_return
  FOR EACH ROW WHEN (NEW.state = 'received' AND OLD.state <> 'received')
  EXECUTE FUNCTION argosy.automation_on_part('return.received');
CREATE TRIGGER refund_automated AFTER INSERT ON argosy.order_refund
  FOR EACH ROW EXECUTE FUNCTION argosy.automation_on_part('order.refunded');

-- A channel that begins to fail.
CREATE FUNCTION argosy.automation_on_channel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.note_automation_event(NEW.organization_id, NEW.id, NULL, 'channel.failing');
  RETURN NULL;
END
$$;
CREATE TRIGGER connection_automated AFTER UPDATE OF health ON argosy.connection
  FOR EACH ROW WHEN (NEW.health = 'failing' AND OLD.health <> 'failing')
  EXECUTE FUNCTION argosy.automation_on_channel();
