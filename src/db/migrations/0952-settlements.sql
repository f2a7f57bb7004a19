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
  PRIMARY KEY (organization_id, id),
  UNIQUE NULLS NOT DISTINCT (organization_id, connection_id, gateway, reference),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  CHECK ((connection_id IS NULL) <> (gateway IS NULL))
);
CREATE INDEX settlement_list ON argosy.settlement (organization_id, created_at DESC, id DESC);
CREATE INDEX settlement_channel ON argosy.settlement (organization_id, connection_id, created_at DESC, id DESC)
  WHERE connection_id IS NOT NULL;

CREATE TABLE argosy.settlement_line (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  settlement_id uuid NOT NULL,
  -- The same line told again has the same key.
  ext_key text NOT NULL,
  -- As the statement names the order; '': of the account.
  order_key text NOT NULL,
  order_id uuid,
  kind text NOT NULL CHECK (kind IN ('sale', 'refund', 'commission', 'payment_fee', 'shipping_forward',
    'shipping_return', 'cod_fee', 'packaging', 'service_fee', 'advertising', 'withheld_tax', 'adjustment', 'other',
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
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE SET NULL (order_id)
);
CREATE INDEX settlement_line_list ON argosy.settlement_line (organization_id, settlement_id, occurred_at, id);
CREATE INDEX settlement_line_order ON argosy.settlement_line (organization_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX settlement_line_open ON argosy.settlement_line (organization_id, order_key)
  WHERE order_id IS NULL AND order_key <> '';

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

-- One thing to look into: an order that was paid too little, too much or not at all, a fee too high, a line of no order.
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
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, line_id) REFERENCES argosy.settlement_line (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, settlement_id) REFERENCES argosy.settlement (organization_id, id)
    ON DELETE SET NULL (settlement_id),
  CHECK ((order_id IS NULL) <> (line_id IS NULL)),
  CHECK ((state = 'settled') = (reason IS NOT NULL))
);
CREATE INDEX settlement_case_list ON argosy.settlement_case (organization_id, state, found_at DESC, id DESC);
CREATE INDEX settlement_case_kind ON argosy.settlement_case (organization_id, state, kind, found_at DESC, id DESC);
CREATE INDEX settlement_case_channel ON argosy.settlement_case (organization_id, connection_id, state, found_at DESC, id DESC)
  WHERE connection_id IS NOT NULL;
CREATE INDEX settlement_case_settlement ON argosy.settlement_case (organization_id, settlement_id)
  WHERE settlement_id IS NOT NULL;
CREATE INDEX settlement_case_order ON argosy.settlement_case (organization_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX settlement_case_line ON argosy.settlement_case (organization_id, line_id) WHERE line_id IS NOT NULL;

-- After so many days an order nobody paid out is asked about; differences up to the tolerance are none.
CREATE TABLE argosy.settlement_settings (
  organization_id uuid NOT NULL PRIMARY KEY,
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

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['settlement', 'settlement_line', 'settlement_mapping', 'settlement_case',
    'settlement_settings', 'settlement_due'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
CREATE POLICY scheduler ON argosy.settlement_due FOR SELECT TO argosy_scheduler USING (true);
