-- Outgoing webhooks: addresses of an organization's own programs that are told what happens, with at-least-once delivery.
SET LOCAL search_path = argosy, public;

CREATE TABLE webhook_endpoint (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  PRIMARY KEY (organization_id, id)
);

-- What happened, in the transaction that made it happen; kept only while an endpoint wants its type, and only until it
-- has become deliveries. Ids alone: what they say is read when it is sent.
CREATE TABLE webhook_event (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  type text NOT NULL,
  subject jsonb NOT NULL,
  happened_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE webhook_delivery (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, endpoint_id) REFERENCES webhook_endpoint (organization_id, id) ON DELETE CASCADE
);
-- What was not sent yet is told once, in its newest state.
CREATE UNIQUE INDEX webhook_delivery_unsent ON webhook_delivery (organization_id, endpoint_id, type, subject)
  WHERE state = 'waiting' AND attempts = 0;
CREATE INDEX webhook_delivery_due ON webhook_delivery (organization_id, endpoint_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_delivery_list ON webhook_delivery (organization_id, endpoint_id, id DESC);

CREATE TABLE webhook_attempt (
  organization_id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  number int NOT NULL,
  at timestamptz NOT NULL,
  duration_ms int NOT NULL,
  status int,
  error text,
  PRIMARY KEY (organization_id, delivery_id, number),
  FOREIGN KEY (organization_id, delivery_id) REFERENCES webhook_delivery (organization_id, id) ON DELETE CASCADE
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['webhook_endpoint', 'webhook_event', 'webhook_delivery', 'webhook_attempt'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
GRANT SELECT (organization_id) ON webhook_event TO argosy_scheduler;
GRANT SELECT (organization_id, endpoint_id, due_at) ON webhook_delivery TO argosy_scheduler;
CREATE POLICY scheduler ON webhook_event FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY scheduler ON webhook_delivery FOR SELECT TO argosy_scheduler USING (true);

-- The lane of an endpoint carries the endpoint's id as its connection.
ALTER TABLE lane DROP CONSTRAINT lane_kind_check;
ALTER TABLE lane ADD CONSTRAINT lane_kind_check CHECK (kind IN ('inbox', 'outbound', 'sweep', 'webhook'));
