-- Orders handed over at registers, and payments by terminals.

-- Goods handed to whoever collected them. Ids come from the device.
CREATE TABLE argosy.pos_hand_over (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  register_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  -- Who took them.
  taken_by text NOT NULL,
  -- [{lineKey, quantity}].
  lines jsonb NOT NULL,
  -- How the channel is told.
  command_id uuid NOT NULL,
  handed_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_hand_over_order ON argosy.pos_hand_over (organization_id, order_id);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_hand_over TO argosy_app;

-- Money taken at a register for an order of a channel (below zero: given back before the goods went).
CREATE TABLE argosy.pos_pickup_payment (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  session_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cash', 'card', 'other')),
  -- What it pays of the order, and what rounding cash adds to that.
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  rounding_minor bigint NOT NULL DEFAULT 0,
  reference text NOT NULL DEFAULT '',
  taken_at timestamptz NOT NULL,
  -- Not part of what the payment pays.
  tip_minor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, session_id) REFERENCES argosy.pos_session (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_pickup_payment_order ON argosy.pos_pickup_payment (organization_id, order_id);
CREATE INDEX pos_pickup_payment_session ON argosy.pos_pickup_payment (organization_id, session_id);
GRANT SELECT, INSERT, UPDATE ON argosy.pos_pickup_payment TO argosy_app;

-- Card terminals of registers, and what they were asked for (decision 445). A terminal's key lies in the vault.
CREATE TABLE argosy.pos_terminal (
  organization_id uuid NOT NULL,
  register_id uuid NOT NULL,
  provider text NOT NULL CHECK (provider = 'stripe'),
  -- The provider's id of the device, and its name there.
  reader text NOT NULL,
  reader_name text NOT NULL DEFAULT '',
  asks_tip boolean NOT NULL DEFAULT false,
  -- Null: the provider's own address.
  endpoint text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, register_id),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id)
);

-- One row an attempt: its id is the payment's key, made on the register.
CREATE TABLE argosy.pos_terminal_payment (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  register_id uuid NOT NULL,
  -- Of money given back: the payment it is of.
  of_id uuid,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  asks_tip boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'waiting', 'paid', 'declined', 'cancelled')),
  -- What the provider knows it by; known before the terminal is asked.
  remote text,
  paid_minor bigint,
  tip_minor bigint NOT NULL DEFAULT 0,
  card text NOT NULL DEFAULT '',
  reason text,
  -- In the provider's words.
  text text NOT NULL DEFAULT '',
  -- The sale or basket that has it, or what was given back of it whole.
  used_by uuid,
  created_at timestamptz NOT NULL,
  looked_at timestamptz NOT NULL,
  settled_at timestamptz,
  -- When people were told that no sale has it.
  told_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, of_id) REFERENCES argosy.pos_terminal_payment (organization_id, id)
);
CREATE INDEX pos_terminal_payment_of ON argosy.pos_terminal_payment (organization_id, of_id) WHERE of_id IS NOT NULL;
CREATE INDEX pos_terminal_payment_open ON argosy.pos_terminal_payment (organization_id, looked_at)
  WHERE state IN ('asked', 'waiting');
CREATE INDEX pos_terminal_payment_register ON argosy.pos_terminal_payment (organization_id, register_id);
-- What terminals charged and gave back, and no sale has yet, is looked for every minute.
CREATE INDEX pos_terminal_payment_untold ON argosy.pos_terminal_payment (organization_id, settled_at)
  WHERE state = 'paid' AND used_by IS NULL AND told_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON argosy.pos_terminal_payment TO argosy_app;
GRANT SELECT (organization_id, of_id, state, used_by, looked_at, settled_at, told_at) ON argosy.pos_terminal_payment
  TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.pos_terminal_payment FOR SELECT TO argosy_scheduler USING (true);
