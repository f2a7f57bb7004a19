-- Costs of goods and fees of channels.

-- latest: the last purchase says what a variant costs; average: weighted with what was there; fifo: by layers, of
-- orders placed from `since` on.
CREATE TABLE argosy.cost_settings (
  organization_id uuid PRIMARY KEY,
  method text NOT NULL CHECK (method IN ('latest', 'average', 'fifo')),
  since timestamptz NOT NULL
);

-- What a variant cost from when on; the newest that is valid counts.
CREATE TABLE argosy.variant_cost (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  variant_id uuid NOT NULL,
  valid_from timestamptz NOT NULL,
  -- Of several from one moment the last one counts.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- Of one unit, in whole units of the currency; null: from here on it is not known.
  unit_cost numeric(20,6) CHECK (unit_cost >= 0),
  currency char(3) NOT NULL,
  source text NOT NULL CHECK (source IN ('manual', 'import', 'purchase', 'channel')),
  document_id uuid,
  created_at timestamptz NOT NULL,
  -- '': not said; the audit trail tells who changed the product.
  created_by text NOT NULL DEFAULT '',
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, document_id) REFERENCES argosy.stock_document (organization_id, id)
);
CREATE INDEX variant_cost_dated ON argosy.variant_cost (organization_id, variant_id, valid_from DESC, seq DESC);
CREATE INDEX variant_cost_document ON argosy.variant_cost (organization_id, document_id)
  WHERE document_id IS NOT NULL;

-- Units that came in at one cost, a line of a posted purchase each; without a document: what was on hand when FIFO
-- began.
CREATE TABLE argosy.cost_layer (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  variant_id uuid NOT NULL,
  document_id uuid,
  line int,
  received_at timestamptz NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  -- Counter: without the units sold lines took (layer_use) and those sold before FIFO began.
  remaining int NOT NULL,
  -- Sold before FIFO began.
  used_before int NOT NULL DEFAULT 0 CHECK (used_before >= 0),
  -- Landed, in whole units of the currency.
  unit_cost numeric(20,6) NOT NULL CHECK (unit_cost >= 0),
  currency char(3) NOT NULL,
  -- Units on hand before it came: the average begins from them.
  units_before int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  CHECK (remaining >= 0 AND remaining <= quantity),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, document_id) REFERENCES argosy.stock_document (organization_id, id)
);
CREATE UNIQUE INDEX cost_layer_line ON argosy.cost_layer (organization_id, document_id, line)
  WHERE document_id IS NOT NULL;
CREATE INDEX cost_layer_variant ON argosy.cost_layer (organization_id, variant_id, received_at, id);
-- Layers that still have units, the oldest first: what FIFO takes from.
CREATE INDEX cost_layer_open ON argosy.cost_layer (organization_id, variant_id, received_at, id) WHERE remaining > 0;

-- What one unit of a sold line cost: taken once, so that later costs do not move past profits.
CREATE TABLE argosy.line_cost (
  organization_id uuid NOT NULL,
  line_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- The line's when it was taken: a line linked to another one is looked at anew.
  variant_id uuid,
  -- In whole units of the currency; null: not known.
  unit_cost numeric(20,6) CHECK (unit_cost >= 0),
  currency char(3) NOT NULL,
  -- estimated: from a cost dated after the order, from the bundle's own cost, or of units no layer had.
  quality text NOT NULL CHECK (quality IN ('actual', 'imported', 'estimated', 'missing')),
  -- variant_cost, cost_layer, bundle (of its components), unlinked, none.
  source text NOT NULL,
  source_id uuid,
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, line_id),
  CHECK ((unit_cost IS NULL) = (quality = 'missing')),
  FOREIGN KEY (organization_id, line_id) REFERENCES argosy.order_line (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX line_cost_order ON argosy.line_cost (organization_id, order_id);
CREATE INDEX line_cost_missing ON argosy.line_cost (organization_id, variant_id, order_id) WHERE quality = 'missing';
CREATE INDEX line_cost_estimated ON argosy.line_cost (organization_id, variant_id, order_id)
  WHERE quality = 'estimated';

-- Units a sold line took of a layer; of a bundle's line, of its components' layers.
CREATE TABLE argosy.layer_use (
  organization_id uuid NOT NULL,
  line_id uuid NOT NULL,
  layer_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (organization_id, line_id, layer_id),
  FOREIGN KEY (organization_id, line_id) REFERENCES argosy.order_line (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, layer_id) REFERENCES argosy.cost_layer (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX layer_use_layer ON argosy.layer_use (organization_id, layer_id);

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
  kind text NOT NULL
    CHECK (kind IN ('commission', 'payment_fee', 'shipping_forward', 'cod_fee', 'packaging', 'service_fee',
      'withheld_tax', 'other')),
  percent numeric(9,4) NOT NULL DEFAULT 0 CHECK (percent BETWEEN 0 AND 100),
  fixed_minor bigint NOT NULL DEFAULT 0 CHECK (fixed_minor BETWEEN 0 AND '9007199254740991'::bigint),
  -- Of the fixed amounts and the steps; a rule without any fits every currency.
  currency char(3),
  -- [{"fromMinor": "0", "percent": "5", "fixedMinor": "0"}, ...] by the base's amount; in the place of percent and
  -- fixed.
  tiers jsonb,
  -- total: with tax and shipping; goods: the lines; line: each line of the category by itself.
  base text NOT NULL CHECK (base IN ('total', 'goods', 'line')),
  -- On top of the fee: GST of a commission.
  tax_percent numeric(9,4) NOT NULL DEFAULT 0 CHECK (tax_percent BETWEEN 0 AND 100),
  -- Days an order was placed on, both included.
  valid_from date,
  valid_to date,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to),
  CHECK (currency IS NOT NULL OR fixed_minor = 0 AND tiers IS NULL),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX fee_rule_list ON argosy.fee_rule (organization_id, "position", id);

-- Costs are positive, credits negative. Profit reads these.
CREATE TABLE argosy.channel_fee (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  -- The platform's order; null: of the account.
  order_key text,
  -- platform_discount: what the platform pays of a discount, where its settlement tells it and not its order.
  kind text NOT NULL
    CHECK (kind IN ('commission', 'payment_fee', 'shipping_forward', 'shipping_return', 'cod_fee', 'packaging',
      'service_fee', 'advertising', 'withheld_tax', 'platform_discount', 'adjustment', 'other', 'payment',
      'shipping', 'tax')),
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  text text NOT NULL,
  charged_at timestamptz NOT NULL,
  raw jsonb NOT NULL,
  -- Where the fee was told.
  source text NOT NULL DEFAULT 'api' CHECK (source IN ('api', 'file')),
  -- Of the amount, where it is told apart.
  tax_minor bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX channel_fee_order ON argosy.channel_fee (organization_id, connection_id, order_key)
  WHERE order_key IS NOT NULL;
CREATE INDEX channel_fee_time ON argosy.channel_fee (organization_id, charged_at DESC, id DESC);
CREATE INDEX channel_fee_account ON argosy.channel_fee (organization_id, charged_at) WHERE order_key IS NULL;

-- What is left of a cost layer is what no line took.
CREATE FUNCTION argosy.count_layer_use() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE argosy.cost_layer c SET remaining = c.remaining + u.units
    FROM (SELECT organization_id, layer_id, sum(quantity) AS units FROM before_rows GROUP BY 1, 2) u
    WHERE c.organization_id = u.organization_id AND c.id = u.layer_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    UPDATE argosy.cost_layer c SET remaining = c.remaining - u.units
    FROM (SELECT organization_id, layer_id, sum(quantity) AS units FROM after_rows GROUP BY 1, 2) u
    WHERE c.organization_id = u.organization_id AND c.id = u.layer_id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER layer_use_counted_insert AFTER INSERT ON argosy.layer_use REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.count_layer_use();
CREATE TRIGGER layer_use_counted_update AFTER UPDATE ON argosy.layer_use
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.count_layer_use();
CREATE TRIGGER layer_use_counted_delete AFTER DELETE ON argosy.layer_use REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.count_layer_use();

-- The history ends in what the variant says it costs, whoever wrote that. A variant without a cost takes its
-- product's, which is in the organization's currency.
CREATE FUNCTION argosy.keep_variant_costs(organizations uuid[], variants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source, created_at)
  SELECT n.organization_id, argosy.new_id(), n.id, greatest(n.at, last.valid_from),
    argosy.major_amount(n.cost, n.currency), n.currency, coalesce(nullif(current_setting('argosy.cost_source', true),
    ''), 'manual'), n.at
  FROM (
    SELECT v.organization_id, v.id, coalesce(v.cost_minor, p.cost_minor) AS cost,
      CASE WHEN v.cost_minor IS NULL THEN o.currency ELSE v.currency END AS currency,
      CASE WHEN v.cost_minor IS NULL THEN greatest(v.updated_at, p.updated_at) ELSE v.updated_at END AS at
    FROM (SELECT DISTINCT u.o, u.v FROM unnest(organizations, variants) AS u(o, v)) c
    JOIN argosy.variant v ON v.organization_id = c.o AND v.id = c.v
    JOIN argosy.product p ON p.organization_id = v.organization_id AND p.id = v.product_id
    JOIN argosy.organization o ON o.organization_id = v.organization_id) n
  LEFT JOIN LATERAL (
    SELECT h.valid_from, h.unit_cost, h.currency FROM argosy.variant_cost h
    WHERE h.organization_id = n.organization_id AND h.variant_id = n.id
    ORDER BY h.valid_from DESC, h.seq DESC LIMIT 1) last ON true
  WHERE CASE WHEN n.cost IS NULL THEN last.unit_cost IS NOT NULL
    ELSE (round(last.unit_cost, argosy.currency_exponent(n.currency)), last.currency)
      IS DISTINCT FROM (argosy.major_amount(n.cost, n.currency), n.currency) END;
END
$$;

-- A variant's own cost.
CREATE FUNCTION argosy.keep_costs_of_variants() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.keep_variant_costs(array_agg(a.organization_id), array_agg(a.id))
    FROM after_rows a JOIN argosy.product p ON p.organization_id = a.organization_id AND p.id = a.product_id
    WHERE a.cost_minor IS NOT NULL OR p.cost_minor IS NOT NULL HAVING count(*) > 0;
  ELSE
    PERFORM argosy.keep_variant_costs(array_agg(a.organization_id), array_agg(a.id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.cost_minor, a.currency) IS DISTINCT FROM (b.cost_minor, b.currency) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_cost_kept_insert AFTER INSERT ON argosy.variant REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.keep_costs_of_variants();
CREATE TRIGGER variant_cost_kept_update AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.keep_costs_of_variants();

-- A product's cost, for variants without one of their own.
CREATE FUNCTION argosy.keep_costs_of_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.keep_variant_costs(array_agg(v.organization_id), array_agg(v.id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id AND v.deleted_at IS NULL
    AND v.cost_minor IS NULL
  WHERE a.cost_minor IS DISTINCT FROM b.cost_minor HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_cost_kept AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.keep_costs_of_products();

-- Three kinds of fees have other names here.
CREATE FUNCTION argosy.fee_in_our_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.kind := CASE NEW.kind
    WHEN 'payment' THEN 'payment_fee'
    WHEN 'shipping' THEN 'shipping_forward'
    WHEN 'tax' THEN 'withheld_tax'
  END;
  RETURN NEW;
END
$$;
CREATE TRIGGER channel_fee_in_our_words BEFORE INSERT OR UPDATE ON argosy.channel_fee
  FOR EACH ROW WHEN (NEW.kind IN ('payment', 'shipping', 'tax')) EXECUTE FUNCTION argosy.fee_in_our_words();

-- Costs, brands and categories choose the rule and its floor.
CREATE FUNCTION argosy.capture_variant_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'price')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE a.cost_minor IS DISTINCT FROM b.cost_minor HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_cost_captured AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_variant_cost();
