-- What an order costs where nobody tells: commissions, payment fees, packaging and COD fees by rule.
CREATE TABLE argosy.fee_rule (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- Of one kind the first that fits counts: lower positions first.
  position int NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  -- Null: any.
  connection_id uuid,
  payment_kind text CHECK (payment_kind IN ('prepaid', 'cod')),
  gateway text CHECK (gateway <> ''),
  category text CHECK (category <> ''),
  kind text NOT NULL CHECK (kind IN ('commission', 'payment_fee', 'shipping_forward', 'cod_fee', 'packaging',
    'service_fee', 'withheld_tax', 'other')),
  percent numeric(9, 4) NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  fixed_minor bigint NOT NULL DEFAULT 0 CHECK (fixed_minor BETWEEN 0 AND 9007199254740991),
  -- Of the fixed amounts and the steps; a rule without any fits every currency.
  currency char(3),
  -- [{"fromMinor": "0", "percent": "5", "fixedMinor": "0"}, ...] by the base's amount; in the place of percent and fixed.
  tiers jsonb,
  -- total: with tax and shipping; goods: the lines; line: each line of the category by itself.
  base text NOT NULL CHECK (base IN ('total', 'goods', 'line')),
  -- On top of the fee: GST of a commission.
  tax_percent numeric(9, 4) NOT NULL DEFAULT 0 CHECK (tax_percent BETWEEN 0 AND 100),
  -- Days an order was placed on, both included.
  valid_from date,
  valid_to date,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to),
  CHECK (currency IS NOT NULL OR (fixed_minor = 0 AND tiers IS NULL))
);
CREATE INDEX fee_rule_list ON argosy.fee_rule (organization_id, position, id);

ALTER TABLE argosy.fee_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.fee_rule FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.fee_rule FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.fee_rule TO argosy_app;
