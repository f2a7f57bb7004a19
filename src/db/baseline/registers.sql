-- Registers: staff, sessions, sales, baskets.

-- Registers of shops, who sells at them, and what was sold (decisions 363 to 365).
CREATE TABLE argosy.pos_register (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  -- Leads the numbers of its receipts: R1-000123.
  prefix text NOT NULL CHECK (prefix ~ '^[A-Z0-9]{1,8}$'),
  location_id uuid NOT NULL,
  currency char(3) NOT NULL,
  prices_include_tax boolean NOT NULL DEFAULT true,
  tax_per text NOT NULL DEFAULT 'line' CHECK (tax_per IN ('line', 'receipt')),
  tax_mode text NOT NULL DEFAULT 'half_up' CHECK (tax_mode IN ('half_up', 'down', 'up')),
  cash_unit int NOT NULL DEFAULT 1 CHECK (cash_unit > 0),
  cash_mode text NOT NULL DEFAULT 'half_up' CHECK (cash_mode IN ('half_up', 'half_down', 'down', 'up')),
  payment_kinds text[] NOT NULL DEFAULT '{cash,card}',
  receipt_header text NOT NULL DEFAULT '',
  receipt_footer text NOT NULL DEFAULT '',
  -- What everybody may do here; managers may do all of it.
  discount_limit int NOT NULL DEFAULT 100 CHECK (discount_limit BETWEEN 0 AND 100),
  may_override boolean NOT NULL DEFAULT true,
  may_refund_without_receipt boolean NOT NULL DEFAULT false,
  -- Sales are created on this channel too; null: they stay here.
  push_connection_id uuid,
  is_active boolean NOT NULL DEFAULT true,
  -- The highest run a receipt of it has had.
  last_run bigint NOT NULL DEFAULT 0,
  last_z int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  FOREIGN KEY (organization_id, push_connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE UNIQUE INDEX pos_register_prefix ON argosy.pos_register (organization_id, prefix);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_register TO argosy_app;

-- Who works at registers, by PIN.
CREATE TABLE argosy.pos_staff (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  -- Salt and scrypt key; never answered but to registers, which check PINs without network.
  pin text NOT NULL,
  is_manager boolean NOT NULL DEFAULT false,
  is_active boolean NOT NULL DEFAULT true,
  wrong_pins int NOT NULL DEFAULT 0,
  locked_until timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_staff TO argosy_app;

-- Tax rates of sales at registers.
CREATE TABLE argosy.pos_tax_rate (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  tax text NOT NULL,
  tax_class text NOT NULL DEFAULT 'standard',
  country char(2),
  region text,
  rate numeric(7,4) NOT NULL CHECK (rate BETWEEN 0 AND 100),
  is_compound boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK (region IS NULL OR country IS NOT NULL)
);
CREATE UNIQUE INDEX pos_tax_rate_place ON argosy.pos_tax_rate (organization_id, tax, tax_class, country,
  lower(region)) NULLS NOT DISTINCT;

-- From opening the drawer to counting it. Ids come from the device.
CREATE TABLE argosy.pos_session (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  register_id uuid NOT NULL,
  opened_by uuid NOT NULL,
  opened_at timestamptz NOT NULL,
  float_minor bigint NOT NULL CHECK (float_minor >= 0),
  closed_by uuid,
  closed_at timestamptz,
  -- What was counted, by coin and note.
  counts jsonb,
  counted_minor bigint,
  expected_minor bigint,
  z_number int,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK ((closed_at IS NULL) = (z_number IS NULL)),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, opened_by) REFERENCES argosy.pos_staff (organization_id, id),
  FOREIGN KEY (organization_id, closed_by) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE UNIQUE INDEX pos_session_open ON argosy.pos_session (organization_id, register_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX pos_session_z ON argosy.pos_session (organization_id, register_id, z_number);
CREATE INDEX pos_session_list ON argosy.pos_session (organization_id, opened_at DESC, id DESC);
CREATE INDEX pos_session_register ON argosy.pos_session (organization_id, register_id, opened_at DESC, id DESC);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_session TO argosy_app;

-- Cash put into a drawer or taken out of it, other than by a sale.
CREATE TABLE argosy.pos_cash_move (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  direction text NOT NULL CHECK (direction IN ('in', 'out')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  reason text NOT NULL,
  staff_id uuid NOT NULL,
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, session_id) REFERENCES argosy.pos_session (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_cash_move_session ON argosy.pos_cash_move (organization_id, session_id);
GRANT SELECT, INSERT, UPDATE (reason) ON argosy.pos_cash_move TO argosy_app;

-- Sales of a register, as it told them.
CREATE TABLE argosy.pos_sale (
  organization_id uuid NOT NULL,
  -- Made on the device: the same id is the same sale.
  id uuid NOT NULL,
  register_id uuid NOT NULL,
  session_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  number text NOT NULL,
  sold_at timestamptz NOT NULL,
  currency char(3) NOT NULL,
  total_minor bigint NOT NULL,
  -- As it came, and as the server counted it.
  sale jsonb NOT NULL,
  totals jsonb NOT NULL,
  -- The order made of it, and the one goods of which came back.
  order_id uuid,
  return_order_id uuid,
  -- Units sold that the location did not have: [{variantId, sku, units}].
  short jsonb NOT NULL DEFAULT '[]',
  differences jsonb NOT NULL DEFAULT '[]',
  -- What the register did not allow: done at the till, and noted.
  breaches text[] NOT NULL DEFAULT '{}',
  is_offline boolean NOT NULL,
  -- Came after its session was closed: not in its Z report.
  is_late boolean NOT NULL DEFAULT false,
  voided_at timestamptz,
  void_reason text,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, session_id) REFERENCES argosy.pos_session (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE UNIQUE INDEX pos_sale_number ON argosy.pos_sale (organization_id, register_id, number);
CREATE INDEX pos_sale_session ON argosy.pos_sale (organization_id, session_id, sold_at DESC, id DESC);
CREATE INDEX pos_sale_register ON argosy.pos_sale (organization_id, register_id, sold_at DESC, id DESC);
CREATE INDEX pos_sale_list ON argosy.pos_sale (organization_id, sold_at DESC, id DESC);
CREATE INDEX pos_sale_order ON argosy.pos_sale (organization_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX pos_sale_found ON argosy.pos_sale (organization_id, number);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_sale TO argosy_app;

-- What a register did, each entry sealed with the one before: nothing personal stands in it.
CREATE TABLE argosy.pos_journal (
  organization_id uuid NOT NULL,
  register_id uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  kind text NOT NULL,
  at timestamptz NOT NULL,
  -- Text, because it is hashed letter by letter.
  data text NOT NULL,
  previous bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (organization_id, register_id, seq),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id)
);
GRANT SELECT, INSERT ON argosy.pos_journal TO argosy_app;

-- Running numbers of orders made at tills.
CREATE TABLE argosy.pos_counter (
  organization_id uuid PRIMARY KEY,
  last bigint NOT NULL,
  -- Of quotes and layaways.
  last_basket bigint NOT NULL DEFAULT 1000
);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_counter TO argosy_app;

-- Baskets kept at the hub: parked ones any register of the location goes on with, quotes, and layaways whose units are
-- reserved until they are paid or given up (decision 421).
CREATE TABLE argosy.pos_basket (
  organization_id uuid NOT NULL,
  -- Made on the device: the same id is the same basket.
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('parked', 'quote', 'layaway')),
  -- Of quotes and layaways.
  number text,
  register_id uuid NOT NULL,
  location_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  -- Whom it is for, as lists show it.
  name text NOT NULL DEFAULT '',
  -- As the register goes on with it, and as papers show it.
  basket jsonb NOT NULL,
  lines jsonb NOT NULL,
  currency char(3) NOT NULL,
  total_minor bigint NOT NULL,
  valid_until timestamptz,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'sold', 'given_up')),
  taken_by uuid,
  sale_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_basket_open ON argosy.pos_basket (organization_id, location_id, created_at DESC, id DESC)
  WHERE state = 'open';
GRANT SELECT, INSERT, UPDATE ON argosy.pos_basket TO argosy_app;

-- Money taken before the goods go (below zero: given back).
CREATE TABLE argosy.pos_deposit (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  basket_id uuid NOT NULL,
  session_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cash', 'card', 'other')),
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  reference text NOT NULL DEFAULT '',
  taken_at timestamptz NOT NULL,
  tip_minor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, basket_id) REFERENCES argosy.pos_basket (organization_id, id),
  FOREIGN KEY (organization_id, session_id) REFERENCES argosy.pos_session (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_deposit_basket ON argosy.pos_deposit (organization_id, basket_id);
CREATE INDEX pos_deposit_session ON argosy.pos_deposit (organization_id, session_id);
GRANT SELECT, INSERT ON argosy.pos_deposit TO argosy_app;

-- A register's journal is only ever added to.
CREATE FUNCTION argosy.pos_journal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An entry of a register''s journal is never changed or removed.';
END
$$;
CREATE TRIGGER pos_journal_stays BEFORE DELETE OR UPDATE ON argosy.pos_journal
  FOR EACH ROW EXECUTE FUNCTION argosy.pos_journal_stays();
