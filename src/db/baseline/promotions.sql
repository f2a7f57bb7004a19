-- Promotions and gift cards.

-- Coupons and automatic promotions of the hub's own, and which order used which (decision 358).
CREATE TABLE argosy.promotion (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- Null: it applies by itself.
  code text,
  code_key text GENERATED ALWAYS AS (upper(btrim(code))) STORED,
  title text NOT NULL,
  is_active boolean NOT NULL,
  -- Of its amounts.
  currency char(3),
  effect jsonb NOT NULL,
  scope jsonb NOT NULL,
  minimum jsonb NOT NULL,
  starts_at timestamptz,
  ends_at timestamptz,
  use_limit int CHECK (use_limit > 0),
  customer_limit int CHECK (customer_limit > 0),
  priority int NOT NULL,
  combines text[] NOT NULL,
  places text[] NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (organization_id, id),
  CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX promotion_code ON argosy.promotion (organization_id, code_key) WHERE deleted_at IS NULL;
CREATE INDEX promotion_automatic ON argosy.promotion (organization_id, priority, id)
  WHERE code IS NULL AND deleted_at IS NULL AND is_active;

-- Once an order and promotion; an order that is cancelled gives its uses back.
CREATE TABLE argosy.promotion_use (
  organization_id uuid NOT NULL,
  promotion_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- Who used it, where the order has a customer.
  customer_id uuid,
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, promotion_id, order_id),
  FOREIGN KEY (organization_id, promotion_id) REFERENCES argosy.promotion (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX promotion_use_order ON argosy.promotion_use (organization_id, order_id);
CREATE INDEX promotion_use_customer ON argosy.promotion_use (organization_id, customer_id, promotion_id)
  WHERE customer_id IS NOT NULL;

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
-- Lists of gift cards by their state, and by the end of their code.
CREATE INDEX gift_card_disabled ON argosy.gift_card (organization_id, id) WHERE NOT is_active;
CREATE INDEX gift_card_used_up ON argosy.gift_card (organization_id, id) WHERE is_active AND balance_minor = 0;
CREATE INDEX gift_card_open_by_age ON argosy.gift_card (organization_id, id) WHERE is_active AND balance_minor > 0;
CREATE INDEX gift_card_by_end ON argosy.gift_card (organization_id, code_end, id);

-- What was put on a gift card or taken off, with the balance after it.
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
  -- The register money was taken off a gift card at, and the sale that has it (decision 637).
  register_id uuid,
  -- The sale, or what was put back of it whole.
  used_by uuid,
  -- When people were told that no sale has it.
  told_at timestamptz,
  -- What is put on a card after its last day counts on until another day (decision 639): the entry says which.
  expires_on date,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, card_id) REFERENCES argosy.gift_card (organization_id, id)
);
CREATE UNIQUE INDEX gift_card_entry_key ON argosy.gift_card_entry (organization_id, key) WHERE key IS NOT NULL;
CREATE INDEX gift_card_entry_card ON argosy.gift_card_entry (organization_id, card_id, id);
CREATE INDEX gift_card_entry_of ON argosy.gift_card_entry (organization_id, of_id) WHERE of_id IS NOT NULL;
-- Redemptions that no sale has yet are looked for every minute.
CREATE INDEX gift_card_entry_unused ON argosy.gift_card_entry (organization_id, at)
  WHERE register_id IS NOT NULL AND used_by IS NULL AND told_at IS NULL;
GRANT SELECT (organization_id, at, register_id, used_by, told_at) ON argosy.gift_card_entry TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.gift_card_entry FOR SELECT TO argosy_scheduler USING (true);

-- How long cards issued in a country count; a country without a row: for ever.
CREATE TABLE argosy.gift_card_expiry (
  organization_id uuid NOT NULL,
  country char(2) NOT NULL,
  months int NOT NULL CHECK (months BETWEEN 1 AND 1200),
  PRIMARY KEY (organization_id, country)
);

-- Amounts taken off a gift card that a channel keeps, or put back.
CREATE TABLE argosy.gift_card_use (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
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
  -- What was taken off a channel's gift card can be put back; what is open on a card holds others up (decision 359).
  kind text NOT NULL DEFAULT 'redeem' CHECK (kind IN ('redeem', 'give_back')),
  -- Of what is given back: the redemption.
  of_id uuid,
  -- When a channel was asked to move an amount on a gift card, and until when it may still be at work on that.
  sent_at timestamptz,
  settles_at timestamptz,
  -- When people were told that a channel has not confirmed what it was asked to take off a gift card or to put back.
  told_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE UNIQUE INDEX gift_card_use_key ON argosy.gift_card_use (organization_id, connection_id, key);
CREATE INDEX gift_card_use_open ON argosy.gift_card_use (organization_id, connection_id, code_hash)
  WHERE state = 'running';
CREATE INDEX gift_card_use_given_back ON argosy.gift_card_use (organization_id, of_id) WHERE of_id IS NOT NULL;
-- What a channel has not confirmed is looked for every minute.
CREATE INDEX gift_card_use_untold ON argosy.gift_card_use (organization_id, started_at)
  WHERE state = 'running' AND told_at IS NULL;
GRANT SELECT (organization_id, state, started_at, finished_at, told_at) ON argosy.gift_card_use TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.gift_card_use FOR SELECT TO argosy_scheduler USING (true);

-- An order that is off gives back what it used of a promotion.
CREATE FUNCTION argosy.promotion_uses_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM argosy.promotion_use WHERE organization_id = NEW.organization_id AND order_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER promotion_uses_back AFTER UPDATE OF status ON argosy.sales_order
  FOR EACH ROW WHEN (NEW.status = 'cancelled' AND OLD.status <> 'cancelled')
  EXECUTE FUNCTION argosy.promotion_uses_back();
