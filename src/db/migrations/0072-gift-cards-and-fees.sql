-- Amounts taken off platforms' gift cards, once per key, and what platforms charge.
SET LOCAL search_path = argosy, public;

CREATE TABLE gift_card_use (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  -- The caller's: the same key is the same redemption.
  key text NOT NULL,
  -- A code is money: only its hash and its end are kept.
  code_hash bytea NOT NULL,
  code_end text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  reference text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'refused')),
  transaction_key text,
  balance_minor bigint,
  error text,
  requested_by text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);
CREATE UNIQUE INDEX gift_card_use_key ON gift_card_use (organization_id, connection_id, key);

-- Costs are positive, credits negative. Profit reads these.
CREATE TABLE channel_fee (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  -- The platform's order; null: of the account.
  order_key text,
  kind text NOT NULL CHECK (kind IN ('commission', 'payment', 'shipping', 'advertising', 'tax', 'adjustment', 'other')),
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  text text NOT NULL,
  charged_at timestamptz NOT NULL,
  raw jsonb NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);
CREATE INDEX channel_fee_order ON channel_fee (organization_id, connection_id, order_key) WHERE order_key IS NOT NULL;
CREATE INDEX channel_fee_time ON channel_fee (organization_id, charged_at DESC, id DESC);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['gift_card_use', 'channel_fee'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
