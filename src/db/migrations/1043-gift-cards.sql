-- Gift cards of the hub's own: what was paid for them is owed until it is redeemed (decision 360).
CREATE TABLE argosy.gift_card (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- A code is money: its hash finds the card, the code itself lies sealed in argosy.secret for printing it again.
  code_hash bytea NOT NULL,
  code_end text NOT NULL,
  currency char(3) NOT NULL,
  initial_minor bigint NOT NULL CHECK (initial_minor > 0),
  balance_minor bigint NOT NULL CHECK (balance_minor >= 0),
  is_active boolean NOT NULL,
  -- The last day it counts; null: for ever.
  expires_on date,
  -- The sale or the reason it was issued for.
  reference text NOT NULL,
  issued_at timestamptz NOT NULL,
  issued_by text NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX gift_card_code ON argosy.gift_card (organization_id, code_hash);
CREATE INDEX gift_card_open ON argosy.gift_card (organization_id, currency) WHERE balance_minor > 0;
CREATE INDEX gift_card_expiring ON argosy.gift_card (organization_id, expires_on)
  WHERE balance_minor > 0 AND expires_on IS NOT NULL;

CREATE TABLE argosy.gift_card_entry (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  card_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('issued', 'redeemed', 'given_back', 'expired', 'adjusted')),
  -- Signed: what it adds to the card.
  amount_minor bigint NOT NULL,
  balance_minor bigint NOT NULL,
  -- The caller's: the same key is the same entry.
  key text,
  reference text NOT NULL,
  -- Of what is given back: the redemption.
  of_id uuid,
  actor text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, card_id) REFERENCES argosy.gift_card (organization_id, id)
);
CREATE UNIQUE INDEX gift_card_entry_key ON argosy.gift_card_entry (organization_id, key) WHERE key IS NOT NULL;
CREATE INDEX gift_card_entry_card ON argosy.gift_card_entry (organization_id, card_id, id);
CREATE INDEX gift_card_entry_of ON argosy.gift_card_entry (organization_id, of_id) WHERE of_id IS NOT NULL;

-- How long cards issued in a country count; a country without a row: for ever.
CREATE TABLE argosy.gift_card_expiry (
  organization_id uuid NOT NULL,
  country char(2) NOT NULL,
  months int NOT NULL CHECK (months BETWEEN 1 AND 1200),
  PRIMARY KEY (organization_id, country)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['gift_card', 'gift_card_entry', 'gift_card_expiry'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
