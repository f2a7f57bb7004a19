-- What belongs to an order: parcels, refunds and payments as told, its timeline, commands on it, and units held
-- without an order.

-- Parcels a channel tells of.
CREATE TABLE argosy.order_fulfilment (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  ext_key text NOT NULL,
  status text NOT NULL,
  carrier text,
  tracking_numbers text[] NOT NULL DEFAULT '{}',
  tracking_url text,
  shipped_at timestamptz,
  lines jsonb NOT NULL DEFAULT '[]',
  -- Since when the hub knows of a channel's parcel or refund, by the hub's own clock. The channel's time may lie hours
  -- beside it: a shop whose process and database differ in their zone tells such times. Null: from before this was
  -- kept.
  known_at timestamptz,
  PRIMARY KEY (organization_id, order_id, ext_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);

-- Refunds a channel tells of, or that are booked here.
CREATE TABLE argosy.order_refund (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  ext_key text NOT NULL,
  amount_minor bigint NOT NULL,
  reason text,
  refunded_at timestamptz NOT NULL,
  lines jsonb NOT NULL DEFAULT '[]',
  -- The part of the order that tells a refund; null where the hub keeps it by itself. A refund its part no longer
  -- tells is withdrawn.
  part_key text,
  -- A refund that moved no money: some channels tell its goods alone, with 0.00. What was booked here stands beside
  -- it.
  booked_minor bigint CHECK (booked_minor > 0),
  known_at timestamptz,
  PRIMARY KEY (organization_id, order_id, ext_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX order_refund_at ON argosy.order_refund (organization_id, refunded_at);
CREATE INDEX order_refund_recent ON argosy.order_refund (organization_id, refunded_at);

-- Payments as the channel tells them. Amounts are positive; the kind says which way the money went.
CREATE TABLE argosy.order_transaction (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  ext_key text NOT NULL,
  parent_key text,
  kind text NOT NULL CHECK (kind IN ('authorization', 'sale', 'capture', 'refund', 'void')),
  status text NOT NULL CHECK (status IN ('success', 'pending', 'failed')),
  gateway text,
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  at timestamptz NOT NULL,
  -- Cash a courier collected for parcels and passed on: what couriers ask for at the door does not come on top of it.
  from_courier boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, order_id, ext_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
-- Payment providers name payments, not orders.
CREATE INDEX order_transaction_key ON argosy.order_transaction (organization_id, ext_key);

-- The last running number of orders made here.
CREATE TABLE argosy.order_counter (
  organization_id uuid PRIMARY KEY,
  last bigint NOT NULL
);

-- What happened to an order, for people to read.
CREATE TABLE argosy.timeline (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  kind text NOT NULL,
  actor text NOT NULL,
  text text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL,
  said jsonb,
  PRIMARY KEY (organization_id, order_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);

-- An order intent on its way to the platform of origin; per order strictly in seq.
CREATE TABLE argosy.command (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  order_id uuid NOT NULL,
  connection_id uuid,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  input jsonb NOT NULL,
  idempotency_key text NOT NULL,
  saved jsonb NOT NULL DEFAULT 'null',
  state text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'failed', 'rejected', 'unsupported', 'needs_input', 'cancelled',
      'uncertain')),
  uncertain boolean NOT NULL DEFAULT false,
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz,
  text text NOT NULL DEFAULT '',
  error jsonb,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  after_id uuid,
  -- Whether a refund that was to move money did: the channel may only book it. Null: it was to move none, or nobody
  -- said.
  money_moved boolean,
  text_said jsonb,
  -- When a command that may move money was sent, and until when its channel may still be at work on it.
  sent_at timestamptz,
  settles_at timestamptz,
  -- Whether anything of a command was sent to its channel, or may have been. What it saved does not say so: several
  -- connectors save a plan before they send anything. Of older ones that saved something nobody can tell.
  started boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, order_id, idempotency_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id)
);
GRANT USAGE ON SEQUENCE argosy.command_seq_seq TO argosy_app;
CREATE INDEX command_order ON argosy.command (organization_id, order_id, seq);
CREATE INDEX command_failing ON argosy.command (organization_id, connection_id)
  WHERE attempts > 0 AND finished_at IS NULL;
CREATE INDEX command_open ON argosy.command (organization_id, order_id) WHERE finished_at IS NULL;
CREATE INDEX command_after ON argosy.command (organization_id, after_id) WHERE after_id IS NOT NULL;
-- Commands in the order in which they are taken: a look at a hundred thousand due ones reads the first.
CREATE INDEX command_next ON argosy.command (organization_id, connection_id, due_at, seq) WHERE due_at IS NOT NULL;
CREATE INDEX command_waits_for_person ON argosy.command (organization_id, order_id)
  WHERE state IN ('failed', 'rejected', 'unsupported', 'needs_input', 'uncertain');
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.command TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.command FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.command TO argosy_operator;
CREATE POLICY operator ON argosy.command FOR SELECT TO argosy_operator USING (true);

-- Units a program keeps back by a call, until it releases them or their time is over (decision 152).
CREATE TABLE argosy.stock_reservation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- The program's own name for it: the same reference holds an item once, whatever becomes of it.
  reference text NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'expired')),
  -- Units that left with it when it ended; the others are for sale again.
  taken int NOT NULL DEFAULT 0,
  -- Null: until it is released.
  expires_at timestamptz,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, reference, variant_id),
  CHECK (taken >= 0 AND taken <= quantity),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX stock_reservation_held ON argosy.stock_reservation (organization_id, variant_id, location_id)
  WHERE state = 'held';
CREATE INDEX stock_reservation_expiry ON argosy.stock_reservation (organization_id, expires_at) WHERE state = 'held';
CREATE INDEX stock_reservation_ended ON argosy.stock_reservation (organization_id, ended_at) WHERE state <> 'held';
GRANT SELECT (organization_id, state, expires_at) ON argosy.stock_reservation TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.stock_reservation FOR SELECT TO argosy_scheduler USING (true);

-- The units of a refund by line, however its lines are cut.
CREATE FUNCTION argosy.refund_units(lines jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(line_key, units), '{}'::jsonb)
  FROM (SELECT line ->> 'lineKey' AS line_key, sum((line ->> 'quantity')::int) AS units
    FROM jsonb_array_elements(lines) AS line GROUP BY 1) AS u WHERE line_key IS NOT NULL
$$;

-- A command behind an unfinished one of its order is due no earlier than that one: a channel that fails leaves many
-- orders whose first command waits, and every look read all that were due behind them.
CREATE FUNCTION argosy.command_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := greatest(NEW.due_at, (SELECT max(b.due_at) FROM argosy.command b
    WHERE b.organization_id = NEW.organization_id AND b.order_id = NEW.order_id AND b.state IN ('waiting', 'running')));
  RETURN NEW;
END
$$;
CREATE TRIGGER command_follows BEFORE INSERT ON argosy.command
  FOR EACH ROW WHEN (NEW.due_at IS NOT NULL) EXECUTE FUNCTION argosy.command_follows();

-- What waits behind a command moves with it.
CREATE FUNCTION argosy.command_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := coalesce(NEW.due_at, NEW.finished_at, now());
BEGIN
  -- Later: those behind with it. Ended or asked for earlier: those that waited for it come as early.
  UPDATE argosy.command b SET due_at = at
  WHERE b.organization_id = NEW.organization_id AND b.order_id = NEW.order_id AND b.seq > NEW.seq
    AND b.state = 'waiting'
    AND CASE WHEN NEW.due_at > OLD.due_at THEN b.due_at < at ELSE b.due_at = OLD.due_at AND b.due_at > at END;
  RETURN NULL;
END
$$;
CREATE TRIGGER command_moved AFTER UPDATE OF due_at ON argosy.command
  FOR EACH ROW WHEN (OLD.due_at IS NOT NULL AND OLD.due_at IS DISTINCT FROM NEW.due_at AND pg_trigger_depth() = 0)
  EXECUTE FUNCTION argosy.command_moved();

-- Whoever makes a command due again (a retry by hand, a restart): not before that moment.
CREATE FUNCTION argosy.command_settles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := NEW.settles_at;
  RETURN NEW;
END
$$;
CREATE TRIGGER command_settles BEFORE UPDATE ON argosy.command
  FOR EACH ROW WHEN (NEW.due_at < NEW.settles_at) EXECUTE FUNCTION argosy.command_settles();
