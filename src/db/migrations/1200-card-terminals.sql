-- Card terminals of registers, and what they were asked for (decision 445). A terminal's key lies in the vault.
CREATE TABLE argosy.pos_terminal (
  organization_id uuid NOT NULL,
  register_id uuid NOT NULL,
  provider text NOT NULL CHECK (provider IN ('stripe')),
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
CREATE INDEX pos_terminal_payment_unused ON argosy.pos_terminal_payment (organization_id, settled_at)
  WHERE state = 'paid' AND of_id IS NULL AND used_by IS NULL AND told_at IS NULL;
CREATE INDEX pos_terminal_payment_register ON argosy.pos_terminal_payment (organization_id, register_id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pos_terminal', 'pos_terminal_payment'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.pos_terminal TO argosy_app;
GRANT SELECT, INSERT, UPDATE ON argosy.pos_terminal_payment TO argosy_app;
