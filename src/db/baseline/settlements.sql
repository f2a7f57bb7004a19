-- Settlements of channels and gateways, compared with what orders should come to.

-- What platforms and payment providers paid out and what for, and where that differs from what orders should bring.
CREATE TABLE argosy.settlement (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- The channel it is of, or the payment provider as orders name it.
  connection_id uuid,
  gateway text CHECK (gateway <> ''),
  reference text NOT NULL CHECK (reference <> ''),
  period_from date,
  period_to date,
  paid_at timestamptz,
  currency char(3) NOT NULL,
  -- To the bank; null: not known yet.
  amount_minor bigint,
  source text NOT NULL CHECK (source IN ('api', 'file')),
  file_name text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  -- What its lines come to, and what is open of them: a list of statements reads no lines.
  sum_minor bigint NOT NULL DEFAULT 0,
  line_count int NOT NULL DEFAULT 0,
  open_cases int NOT NULL DEFAULT 0,
  -- What the bank receives of a settlement in another currency than its own, and the rate: units of the bank's
  -- currency for one of the settlement's.
  bank_currency char(3),
  bank_minor bigint,
  bank_rate numeric(24,12) CHECK (bank_rate > 0),
  PRIMARY KEY (organization_id, id),
  UNIQUE NULLS NOT DISTINCT (organization_id, connection_id, gateway, reference),
  CHECK ((connection_id IS NULL) <> (gateway IS NULL)),
  CHECK ((bank_currency IS NULL) = (bank_minor IS NULL)),
  CHECK (bank_rate IS NULL OR bank_currency IS NOT NULL),
  CHECK (bank_currency <> currency),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX settlement_list ON argosy.settlement (organization_id, created_at DESC, id DESC);
CREATE INDEX settlement_channel ON argosy.settlement (organization_id, connection_id, created_at DESC, id DESC)
  WHERE connection_id IS NOT NULL;
-- Whether a channel or provider has paid out before, from which day on.
CREATE INDEX settlement_from_channel ON argosy.settlement (organization_id, connection_id, period_from);
CREATE INDEX settlement_from_gateway ON argosy.settlement (organization_id, gateway, period_from);
CREATE INDEX settlement_by_payment ON argosy.settlement (organization_id, paid_at);

-- Amounts of a settlement, by order and kind.
CREATE TABLE argosy.settlement_line (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  settlement_id uuid NOT NULL,
  -- The same line told again has the same key.
  ext_key text NOT NULL,
  -- As the statement names the order; '': of the account.
  order_key text NOT NULL,
  order_id uuid,
  kind text NOT NULL
    CHECK (kind IN ('sale', 'refund', 'commission', 'payment_fee', 'shipping_forward', 'shipping_return', 'cod_fee',
      'packaging', 'service_fee', 'advertising', 'withheld_tax', 'platform_discount', 'adjustment', 'other',
      'reserve', 'payout')),
  -- As the seller sees it: what comes in is positive, what is taken off negative.
  amount_minor bigint NOT NULL,
  -- Of the amount, with its sign, where it is told apart.
  tax_minor bigint NOT NULL DEFAULT 0,
  currency char(3) NOT NULL,
  occurred_at timestamptz NOT NULL,
  text text NOT NULL,
  raw jsonb NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, settlement_id, ext_key),
  FOREIGN KEY (organization_id, settlement_id) REFERENCES argosy.settlement (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE
    SET NULL (order_id)
);
CREATE INDEX settlement_line_list ON argosy.settlement_line (organization_id, settlement_id, occurred_at, id);
CREATE INDEX settlement_line_order ON argosy.settlement_line (organization_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX settlement_line_open ON argosy.settlement_line (organization_id, order_key)
  WHERE order_id IS NULL AND order_key <> '';
CREATE INDEX settlement_line_account ON argosy.settlement_line (organization_id, occurred_at)
  WHERE order_id IS NULL AND order_key = '';

-- Which columns of statements hold what, as the last one of a channel or provider was read.
CREATE TABLE argosy.settlement_mapping (
  organization_id uuid NOT NULL,
  connection_id uuid,
  gateway text,
  mapping jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  UNIQUE NULLS NOT DISTINCT (organization_id, connection_id, gateway),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- One thing to look into: an order that was paid too little, too much or not at all, a fee too high, a line of no
-- order.
CREATE TABLE argosy.settlement_case (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  kind text NOT NULL CHECK (kind IN ('short_paid', 'over_paid', 'over_charged', 'unpaid', 'unknown_line')),
  order_id uuid,
  line_id uuid,
  -- Of the channel or the provider the money comes from.
  connection_id uuid,
  gateway text,
  -- The latest statement it shows on; null: on none.
  settlement_id uuid,
  currency char(3) NOT NULL,
  expected_minor bigint NOT NULL,
  settled_minor bigint NOT NULL,
  -- What the seller lacks; of an order paid too much below zero.
  lacking_minor bigint NOT NULL GENERATED ALWAYS AS (expected_minor - settled_minor) STORED,
  state text NOT NULL CHECK (state IN ('open', 'settled')),
  reason text CHECK (reason IN ('claimed', 'received', 'accepted', 'wrong_rule', 'other')),
  note text NOT NULL DEFAULT '',
  decided_by text,
  decided_at timestamptz,
  found_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE NULLS NOT DISTINCT (organization_id, kind, order_id, line_id),
  CHECK ((order_id IS NULL) <> (line_id IS NULL)),
  CHECK ((state = 'settled') = (reason IS NOT NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, line_id) REFERENCES argosy.settlement_line (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, settlement_id) REFERENCES argosy.settlement (organization_id, id) ON DELETE
    SET NULL (settlement_id)
);
CREATE INDEX settlement_case_list ON argosy.settlement_case (organization_id, state, found_at DESC, id DESC);
CREATE INDEX settlement_case_kind ON argosy.settlement_case (organization_id, state, kind, found_at DESC, id DESC);
CREATE INDEX settlement_case_channel ON argosy.settlement_case (organization_id, connection_id, state, found_at DESC,
  id DESC) WHERE connection_id IS NOT NULL;
CREATE INDEX settlement_case_settlement ON argosy.settlement_case (organization_id, settlement_id)
  WHERE settlement_id IS NOT NULL;
CREATE INDEX settlement_case_order ON argosy.settlement_case (organization_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX settlement_case_line ON argosy.settlement_case (organization_id, line_id) WHERE line_id IS NOT NULL;
CREATE INDEX settlement_case_found ON argosy.settlement_case (organization_id, found_at DESC, id DESC);
CREATE INDEX settlement_case_found_kind ON argosy.settlement_case (organization_id, kind, found_at DESC, id DESC);
CREATE INDEX settlement_case_found_channel ON argosy.settlement_case (organization_id, connection_id, found_at DESC,
  id DESC);
CREATE INDEX settlement_case_found_settlement ON argosy.settlement_case (organization_id, settlement_id,
  found_at DESC, id DESC);

-- After so many days an order nobody paid out is asked about; differences up to the tolerance are none.
CREATE TABLE argosy.settlement_settings (
  organization_id uuid PRIMARY KEY,
  unpaid_days int NOT NULL CHECK (unpaid_days BETWEEN 1 AND 365),
  tolerance_minor bigint NOT NULL CHECK (tolerance_minor BETWEEN 0 AND 1000000)
);

-- Orders to be compared with their statements again. Only ever added to, so that no change waits for the reader.
CREATE TABLE argosy.settlement_due (
  organization_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  order_id uuid NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
GRANT SELECT (organization_id) ON argosy.settlement_due TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.settlement_due FOR SELECT TO argosy_scheduler USING (true);

-- What an order's comparison with its statements follows from marks it. Orders without a statement or a case are left
-- alone: they are looked at as they become late.
CREATE FUNCTION argosy.settlement_changed(organizations uuid[], orders uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.settlement_due (organization_id, order_id)
  SELECT DISTINCT o, i FROM unnest(organizations, orders) AS u(o, i)
  WHERE EXISTS (SELECT FROM argosy.settlement_line l WHERE l.organization_id = o AND l.order_id = i)
    OR EXISTS (SELECT FROM argosy.settlement_case c WHERE c.organization_id = o AND c.order_id = i);
  IF FOUND THEN
    PERFORM pg_notify('argosy_settlement', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS u(o)) AS d;
  END IF;
END
$$;

-- Whatever an order should come to is compared anew.
CREATE FUNCTION argosy.settlement_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.settlement_changed(array_agg(a.organization_id), array_agg(a.id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.total_minor, a.status, a.financial, a.fulfilment, a.gateway)
    IS DISTINCT FROM (b.total_minor, b.status, b.financial, b.fulfilment, b.gateway) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_settled_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_order();

-- A statement may speak of an order before it is here.
CREATE FUNCTION argosy.settlement_capture_new_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.settlement_due (organization_id, order_id)
  SELECT n.organization_id, n.id FROM changed_rows n
  WHERE EXISTS (SELECT FROM argosy.settlement_line l WHERE l.organization_id = n.organization_id
    AND l.order_id IS NULL AND l.order_key <> ''
    AND l.order_key IN (n.ext_key, n.ext_number, ltrim(n.ext_number, '#'), n.number));
  IF FOUND THEN
    PERFORM pg_notify('argosy_settlement', o::text) FROM (SELECT DISTINCT organization_id AS o FROM changed_rows) AS d;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_settled_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_new_order();

-- A refund changes what an order should come to.
CREATE FUNCTION argosy.settlement_capture_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.settlement_changed(array_agg(organization_id), array_agg(order_id))
    FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_refund_settled_insert AFTER INSERT ON argosy.order_refund REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_refund();
CREATE TRIGGER order_refund_settled_update AFTER UPDATE ON argosy.order_refund REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_refund();
CREATE TRIGGER order_refund_settled_delete AFTER DELETE ON argosy.order_refund REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_refund();

-- Rules say what a channel may charge: what it charged in the last four months is compared again.
CREATE FUNCTION argosy.settlement_capture_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.settlement_due (organization_id, order_id)
  SELECT DISTINCT l.organization_id, l.order_id FROM (SELECT DISTINCT organization_id FROM changed_rows) AS c
  JOIN argosy.settlement_line l ON l.organization_id = c.organization_id
  WHERE l.order_id IS NOT NULL AND l.occurred_at > now() - interval '120 days';
  IF FOUND THEN
    PERFORM pg_notify('argosy_settlement', o::text) FROM (SELECT DISTINCT organization_id AS o FROM changed_rows) AS d;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER fee_rule_settled_insert AFTER INSERT ON argosy.fee_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_rule();
CREATE TRIGGER fee_rule_settled_update AFTER UPDATE ON argosy.fee_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_rule();
CREATE TRIGGER fee_rule_settled_delete AFTER DELETE ON argosy.fee_rule REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_rule();

-- A settlement counts its open cases.
CREATE FUNCTION argosy.settlement_count_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE argosy.settlement s SET open_cases = n.open
  FROM (SELECT c.organization_id, c.settlement_id, (SELECT count(*) FROM argosy.settlement_case k
      WHERE k.organization_id = c.organization_id AND k.settlement_id = c.settlement_id AND k.state = 'open') AS open
    FROM (SELECT DISTINCT organization_id, settlement_id FROM changed_rows WHERE settlement_id IS NOT NULL) AS c) AS n
  WHERE s.organization_id = n.organization_id AND s.id = n.settlement_id AND s.open_cases <> n.open;
  RETURN NULL;
END
$$;
CREATE TRIGGER settlement_case_counted_insert AFTER INSERT ON argosy.settlement_case
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
CREATE TRIGGER settlement_case_counted_old AFTER UPDATE ON argosy.settlement_case
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
CREATE TRIGGER settlement_case_counted_new AFTER UPDATE ON argosy.settlement_case
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
CREATE TRIGGER settlement_case_counted_delete AFTER DELETE ON argosy.settlement_case
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();

-- An order brings what the platform pays, too: it is compared with its statements again.
CREATE FUNCTION argosy.settlement_capture_platform() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'order_line' THEN
    PERFORM argosy.settlement_changed(array_agg(a.organization_id), array_agg(a.order_id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.platform_paid_minor <> b.platform_paid_minor HAVING count(*) > 0;
  ELSE
    PERFORM argosy.settlement_changed(array_agg(o.organization_id), array_agg(o.id))
    FROM after_rows a
    JOIN argosy.sales_order o ON o.organization_id = a.organization_id AND o.connection_id = a.connection_id
      AND o.ext_key = a.order_key
    WHERE a.kind = 'platform_discount' HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_settled_update AFTER UPDATE ON argosy.order_line
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_platform();
CREATE TRIGGER channel_fee_settled_insert AFTER INSERT ON argosy.channel_fee REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_platform();
CREATE TRIGGER channel_fee_settled_update AFTER UPDATE ON argosy.channel_fee REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_platform();
