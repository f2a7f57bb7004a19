-- Automations: when something happens to an order or a channel, if conditions hold, then actions (decision 670).
ALTER TABLE argosy.sales_order
  ADD COLUMN priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low')),
  -- The member who takes care of it.
  ADD COLUMN assigned_to text,
  -- By when the organization itself wants it shipped, whatever its channel says.
  ADD COLUMN own_ship_by timestamptz;

-- Whoever writes an order works out when it is due by what its channel says.
CREATE FUNCTION argosy.order_due_by_own_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := NEW.own_ship_by;
  RETURN NEW;
END $$;
CREATE TRIGGER sales_order_own_ship_by BEFORE UPDATE ON argosy.sales_order FOR EACH ROW
  WHEN (NEW.own_ship_by IS NOT NULL AND NEW.due_at IS DISTINCT FROM NEW.own_ship_by)
  EXECUTE FUNCTION argosy.order_due_by_own_time();

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
CREATE INDEX automation_position ON argosy.automation (organization_id, position, id);

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

-- What happened, written in the transaction that made it happen and only while an automation of its trigger is on; gone
-- once automations were asked.
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
CREATE INDEX automation_run_order ON argosy.automation_run (organization_id, order_id, id DESC) WHERE order_id IS NOT NULL;
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

-- Up to when orders that became late were told.
CREATE TABLE argosy.automation_scan (
  organization_id uuid PRIMARY KEY,
  late_to timestamptz NOT NULL
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['automation', 'automation_version', 'automation_event', 'automation_run',
    'automation_mail', 'automation_scan'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
GRANT SELECT (organization_id) ON argosy.automation_event TO argosy_scheduler;
GRANT SELECT (organization_id, due_at) ON argosy.automation_mail TO argosy_scheduler;
GRANT SELECT (organization_id, trigger, is_on) ON argosy.automation TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.automation_event FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.automation_mail FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON argosy.automation FOR SELECT TO argosy_scheduler USING (true);
