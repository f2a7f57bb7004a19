-- Profit of orders, lines and days. Kept; worked out anew where profit_due says so.

-- Profit, worked out from orders, costs, fees and spend (decisions 330-333): all of it can be thrown away and made
-- again.
CREATE TABLE argosy.profit_settings (
  organization_id uuid PRIMARY KEY,
  -- On which day an order counts: placed; delivered (prepaid ones when they are paid); when its money is there.
  recognition text NOT NULL CHECK (recognition IN ('booked', 'delivered', 'cash')),
  -- What an order's share of a day's spend follows: what it brought, or one share each.
  spread text NOT NULL CHECK (spread IN ('revenue', 'orders')),
  -- Billed by ad platforms on top of what they tell as spend.
  ad_tax_percent numeric(9,4) NOT NULL CHECK (ad_tax_percent BETWEEN 0 AND 100),
  -- Contained in what couriers bill, where they do not tell it apart.
  courier_tax_percent numeric(9,4) NOT NULL CHECK (courier_tax_percent BETWEEN 0 AND 100),
  -- Tax on fees, couriers and ads is given back.
  has_input_credit boolean NOT NULL,
  -- What is sold as gift cards is owed, not earned.
  gift_card_variants uuid[] NOT NULL DEFAULT '{}'
);

-- What is to be worked out again. Only ever added to, so that no change waits for the reader.
CREATE TABLE argosy.profit_due (
  organization_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- customer: orders of item_id whose cohort is another now.
  kind text NOT NULL CHECK (kind IN ('order', 'day', 'scope', 'currency', 'variant', 'product', 'customer')),
  order_id uuid,
  item_id uuid,
  connection_id uuid,
  word text,
  day date,
  at timestamptz,
  until timestamptz,
  PRIMARY KEY (organization_id, seq)
);
CREATE INDEX profit_due_rare ON argosy.profit_due (organization_id, seq) WHERE kind <> 'order';
GRANT SELECT (organization_id) ON argosy.profit_due TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.profit_due FOR SELECT TO argosy_scheduler USING (true);
-- Whoever changes an organization's currency or zone makes its profits due.
GRANT INSERT ON argosy.profit_due TO argosy_auth;
CREATE POLICY accounts ON argosy.profit_due FOR INSERT TO argosy_auth WITH CHECK (true);

-- The profit of an order, in the organization's currency.
CREATE TABLE argosy.order_profit (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- The nil id: made in the hub.
  channel_id uuid NOT NULL,
  -- Null: does not count yet.
  recognised_on date,
  -- In no sum: an amount has no rate into the organization's currency.
  is_without_rate boolean NOT NULL,
  -- The organization's, and what one of the order's was of it.
  currency char(3) NOT NULL,
  rate numeric(24,12),
  units int NOT NULL,
  returned_units int NOT NULL,
  gross_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  charged_minor bigint NOT NULL,
  refund_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  cogs_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  payment_fee_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  return_shipping_minor bigint NOT NULL,
  cod_fee_minor bigint NOT NULL,
  packaging_minor bigint NOT NULL,
  other_fee_minor bigint NOT NULL,
  own_ads_minor bigint NOT NULL,
  -- Shares of its day: with what it was charged for advertising itself, and of what its channel charges for no order.
  ads_minor bigint NOT NULL,
  overhead_minor bigint NOT NULL,
  revenue_minor bigint NOT NULL GENERATED ALWAYS AS (gross_minor - discount_minor + charged_minor
    - refund_minor) STORED,
  cm1_minor bigint NOT NULL GENERATED ALWAYS AS (gross_minor - discount_minor + charged_minor - refund_minor
    - cogs_minor) STORED,
  cm2_minor bigint NOT NULL GENERATED ALWAYS AS (gross_minor - discount_minor + charged_minor - refund_minor
    - cogs_minor - commission_minor - payment_fee_minor - shipping_minor - return_shipping_minor - cod_fee_minor
    - packaging_minor - other_fee_minor) STORED,
  cm3_minor bigint NOT NULL GENERATED ALWAYS AS (gross_minor - discount_minor + charged_minor - refund_minor
    - cogs_minor - commission_minor - payment_fee_minor - shipping_minor - return_shipping_minor - cod_fee_minor
    - packaging_minor - other_fee_minor - ads_minor - overhead_minor) STORED,
  -- Sizes of its costs, and of those that are estimated.
  costs_minor bigint NOT NULL,
  estimated_minor bigint NOT NULL,
  -- Taxes withheld: a receivable.
  withheld_minor bigint NOT NULL,
  missing text[] NOT NULL,
  -- Of everything it was written from: the same again is not written.
  digest text NOT NULL,
  -- c: and the campaign in small letters; none: the buyer came by no campaign; unknown: nobody told.
  origin text NOT NULL DEFAULT 'unknown',
  -- First day of the month of the customer's first order; null: no customer is known.
  cohort date,
  -- The payout whose rate an amount was converted with; null: the organization's own rate of the day.
  rate_settlement_id uuid,
  PRIMARY KEY (organization_id, order_id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX order_profit_day ON argosy.order_profit (organization_id, recognised_on, channel_id, order_id)
  WHERE recognised_on IS NOT NULL;
CREATE INDEX order_profit_without_rate ON argosy.order_profit (organization_id, order_id) WHERE is_without_rate;

-- The profit of each line of an order.
CREATE TABLE argosy.line_profit (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  line_id uuid NOT NULL,
  variant_id uuid,
  units int NOT NULL,
  returned_units int NOT NULL,
  gross_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  charged_minor bigint NOT NULL,
  refund_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  cogs_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  payment_fee_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  return_shipping_minor bigint NOT NULL,
  cod_fee_minor bigint NOT NULL,
  packaging_minor bigint NOT NULL,
  other_fee_minor bigint NOT NULL,
  own_ads_minor bigint NOT NULL,
  ads_minor bigint NOT NULL,
  overhead_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, order_id, line_id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.order_profit (organization_id, order_id) ON DELETE CASCADE
);

-- Where every cost of an order comes from.
CREATE TABLE argosy.order_cost (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  n int NOT NULL,
  kind text NOT NULL,
  line_id uuid,
  -- In the organization's currency, without tax that is given back.
  amount_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  -- As told, with tax, and the rate of its day.
  original_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  rate numeric(24,12) NOT NULL,
  occurred_at timestamptz,
  quality text NOT NULL CHECK (quality IN ('actual', 'imported', 'estimated')),
  -- The table it stands in, and its row there.
  source text NOT NULL,
  source_id uuid,
  rate_settlement_id uuid,
  PRIMARY KEY (organization_id, order_id, n),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.order_profit (organization_id, order_id) ON DELETE CASCADE
);
CREATE INDEX order_cost_currency ON argosy.order_cost (organization_id, currency, occurred_at);

-- What an order bears of its day's spend and of its channel's own charges.
CREATE TABLE argosy.profit_share (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('ads', 'overhead')),
  day date NOT NULL,
  amount_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, order_id, kind),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.order_profit (organization_id, order_id) ON DELETE CASCADE
);
CREATE INDEX profit_share_day ON argosy.profit_share (organization_id, day);

-- Profit by day and store.
CREATE TABLE argosy.profit_day (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  channel_id uuid NOT NULL,
  orders int NOT NULL,
  without_rate int NOT NULL,
  without_cost int NOT NULL,
  without_fees int NOT NULL,
  without_shipping int NOT NULL,
  units bigint NOT NULL,
  returned_units bigint NOT NULL,
  gross_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  charged_minor bigint NOT NULL,
  refund_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  cogs_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  payment_fee_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  return_shipping_minor bigint NOT NULL,
  cod_fee_minor bigint NOT NULL,
  packaging_minor bigint NOT NULL,
  other_fee_minor bigint NOT NULL,
  ads_minor bigint NOT NULL,
  overhead_minor bigint NOT NULL,
  costs_minor bigint NOT NULL,
  estimated_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, channel_id)
);

-- Spend and charges of a day that no order can bear, and those without a rate (without_rate: how many).
CREATE TABLE argosy.profit_rest (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  -- The nil id: of all channels.
  channel_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('ads', 'overhead')),
  amount_minor bigint NOT NULL,
  without_rate int NOT NULL,
  PRIMARY KEY (organization_id, day, channel_id, kind)
);

-- Profit by day, store and variant.
CREATE TABLE argosy.profit_item_day (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  channel_id uuid NOT NULL,
  -- The nil id: of no variant.
  variant_id uuid NOT NULL,
  orders int NOT NULL,
  units bigint NOT NULL,
  returned_units bigint NOT NULL,
  gross_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  charged_minor bigint NOT NULL,
  refund_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  cogs_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  payment_fee_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  return_shipping_minor bigint NOT NULL,
  cod_fee_minor bigint NOT NULL,
  packaging_minor bigint NOT NULL,
  other_fee_minor bigint NOT NULL,
  ads_minor bigint NOT NULL,
  overhead_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, variant_id, channel_id)
);

-- Profit by day, store and where the buyer came from.
CREATE TABLE argosy.profit_origin_day (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  channel_id uuid NOT NULL,
  orders int NOT NULL,
  units bigint NOT NULL,
  returned_units bigint NOT NULL,
  gross_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  charged_minor bigint NOT NULL,
  refund_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  cogs_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  payment_fee_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  return_shipping_minor bigint NOT NULL,
  cod_fee_minor bigint NOT NULL,
  packaging_minor bigint NOT NULL,
  other_fee_minor bigint NOT NULL,
  ads_minor bigint NOT NULL,
  overhead_minor bigint NOT NULL,
  origin text NOT NULL,
  costs_minor bigint NOT NULL,
  estimated_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, origin, channel_id)
);

-- Profit by day, store and the month of the customer's first order.
CREATE TABLE argosy.profit_cohort_day (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  channel_id uuid NOT NULL,
  orders int NOT NULL,
  units bigint NOT NULL,
  returned_units bigint NOT NULL,
  gross_minor bigint NOT NULL,
  discount_minor bigint NOT NULL,
  charged_minor bigint NOT NULL,
  refund_minor bigint NOT NULL,
  tax_minor bigint NOT NULL,
  cogs_minor bigint NOT NULL,
  commission_minor bigint NOT NULL,
  payment_fee_minor bigint NOT NULL,
  shipping_minor bigint NOT NULL,
  return_shipping_minor bigint NOT NULL,
  cod_fee_minor bigint NOT NULL,
  packaging_minor bigint NOT NULL,
  other_fee_minor bigint NOT NULL,
  ads_minor bigint NOT NULL,
  overhead_minor bigint NOT NULL,
  -- Of orders without a customer: the first day of year one.
  cohort date NOT NULL,
  costs_minor bigint NOT NULL,
  estimated_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, cohort, channel_id)
);
