-- What variants cost and since when, what receipts brought at which cost, and what sold lines cost (decisions 313-316).

-- Digits after the point of a currency's minor unit, as src/commerce/money.ts has them.
CREATE FUNCTION argosy.currency_exponent(currency char(3)) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    WHEN currency IN ('CLF', 'UYW') THEN 4
    ELSE 2
  END
$$;

CREATE FUNCTION argosy.major_amount(minor bigint, currency char(3)) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT minor / power(10::numeric, argosy.currency_exponent(currency))
$$;

-- latest: the last purchase says what a variant costs; average: weighted with what was there; fifo: by layers, of
-- orders placed from `since` on.
CREATE TABLE argosy.cost_settings (
  organization_id uuid PRIMARY KEY,
  method text NOT NULL CHECK (method IN ('latest', 'average', 'fifo')),
  since timestamptz NOT NULL
);

CREATE TABLE argosy.variant_cost (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  variant_id uuid NOT NULL,
  valid_from timestamptz NOT NULL,
  -- Of several from one moment the last one counts.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  -- Of one unit, in whole units of the currency; null: from here on it is not known.
  unit_cost numeric(20, 6) CHECK (unit_cost >= 0),
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
CREATE INDEX variant_cost_document ON argosy.variant_cost (organization_id, document_id) WHERE document_id IS NOT NULL;

-- What else a purchase cost: spread over its lines.
CREATE TABLE argosy.document_charge (
  organization_id uuid NOT NULL,
  document_id uuid NOT NULL,
  n int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('freight', 'duty', 'insurance', 'other')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  spread text NOT NULL CHECK (spread IN ('value', 'quantity', 'weight')),
  PRIMARY KEY (organization_id, document_id, n),
  FOREIGN KEY (organization_id, document_id) REFERENCES argosy.stock_document (organization_id, id) ON DELETE CASCADE
);

-- Units that came in at one cost, a line of a posted purchase each; without a document: what was on hand when FIFO began.
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
  unit_cost numeric(20, 6) NOT NULL CHECK (unit_cost >= 0),
  currency char(3) NOT NULL,
  -- Units on hand before it came: the average begins from them.
  units_before int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, document_id) REFERENCES argosy.stock_document (organization_id, id),
  CHECK (remaining BETWEEN 0 AND quantity)
);
CREATE UNIQUE INDEX cost_layer_line ON argosy.cost_layer (organization_id, document_id, line) WHERE document_id IS NOT NULL;
CREATE INDEX cost_layer_variant ON argosy.cost_layer (organization_id, variant_id, received_at, id);

-- What one unit of a sold line cost: taken once, so that later costs do not move past profits.
CREATE TABLE argosy.line_cost (
  organization_id uuid NOT NULL,
  line_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- The line's when it was taken: a line linked to another one is looked at anew.
  variant_id uuid,
  -- In whole units of the currency; null: not known.
  unit_cost numeric(20, 6) CHECK (unit_cost >= 0),
  currency char(3) NOT NULL,
  -- estimated: from a cost dated after the order, from the bundle's own cost, or of units no layer had.
  quality text NOT NULL CHECK (quality IN ('actual', 'imported', 'estimated', 'missing')),
  -- variant_cost, cost_layer, bundle (of its components), unlinked, none.
  source text NOT NULL,
  source_id uuid,
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, line_id),
  FOREIGN KEY (organization_id, line_id) REFERENCES argosy.order_line (organization_id, id) ON DELETE CASCADE,
  CHECK ((unit_cost IS NULL) = (quality = 'missing'))
);
CREATE INDEX line_cost_order ON argosy.line_cost (organization_id, order_id);
CREATE INDEX line_cost_missing ON argosy.line_cost (organization_id, variant_id, order_id) WHERE quality = 'missing';
CREATE INDEX line_cost_estimated ON argosy.line_cost (organization_id, variant_id, order_id) WHERE quality = 'estimated';

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
END $$;
CREATE TRIGGER layer_use_counted_insert AFTER INSERT ON argosy.layer_use REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.count_layer_use();
CREATE TRIGGER layer_use_counted_update AFTER UPDATE ON argosy.layer_use REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.count_layer_use();
CREATE TRIGGER layer_use_counted_delete AFTER DELETE ON argosy.layer_use REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.count_layer_use();

-- The history ends in what the variant says it costs, whoever wrote that. A variant without a cost takes its product's,
-- which is in the organization's currency.
CREATE FUNCTION argosy.keep_variant_costs(organizations uuid[], variants uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source, created_at)
  SELECT n.organization_id, argosy.new_id(), n.id, greatest(n.at, last.valid_from), argosy.major_amount(n.cost, n.currency),
    n.currency, coalesce(nullif(current_setting('argosy.cost_source', true), ''), 'manual'), n.at
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
END $$;

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
END $$;
CREATE TRIGGER variant_cost_kept_insert AFTER INSERT ON argosy.variant REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.keep_costs_of_variants();
CREATE TRIGGER variant_cost_kept_update AFTER UPDATE ON argosy.variant REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.keep_costs_of_variants();

CREATE FUNCTION argosy.keep_costs_of_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.keep_variant_costs(array_agg(v.organization_id), array_agg(v.id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id AND v.deleted_at IS NULL AND v.cost_minor IS NULL
  WHERE a.cost_minor IS DISTINCT FROM b.cost_minor HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_cost_kept AFTER UPDATE ON argosy.product REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.keep_costs_of_products();

-- What is known of the past: purchases by the moment they were posted, and what variants cost before the first of them.
-- The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.variant NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.product NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.organization NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.stock_document NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.stock_document_line NO FORCE ROW LEVEL SECURITY;

WITH said AS (
  SELECT DISTINCT ON (l.organization_id, l.variant_id, d.id) l.organization_id, l.variant_id, d.id AS document_id,
    d.posted_at, d.posted_by, l.unit_cost_minor AS cost, l.cost_before_minor AS before
  FROM argosy.stock_document d
  JOIN argosy.stock_document_line l ON l.organization_id = d.organization_id AND l.document_id = d.id
  WHERE d.kind = 'purchase_invoice' AND d.state = 'posted' AND l.unit_cost_minor IS NOT NULL AND l.variant_id IS NOT NULL
  ORDER BY l.organization_id, l.variant_id, d.id, l.line DESC
), earliest AS (
  SELECT DISTINCT ON (organization_id, variant_id) * FROM said ORDER BY organization_id, variant_id, posted_at, document_id
), past AS (
  SELECT e.organization_id, e.variant_id, least(v.created_at, e.posted_at) AS at, 0 AS place, e.before AS cost,
    NULL::uuid AS document_id, '' AS by
  FROM earliest e JOIN argosy.variant v ON v.organization_id = e.organization_id AND v.id = e.variant_id
  WHERE e.before IS NOT NULL
  UNION ALL
  SELECT organization_id, variant_id, posted_at, 1, cost, document_id, posted_by FROM said
)
INSERT INTO argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source, document_id, created_at, created_by)
SELECT p.organization_id, argosy.new_id(), p.variant_id, p.at, argosy.major_amount(p.cost, v.currency), v.currency,
  CASE WHEN p.document_id IS NULL THEN 'manual' ELSE 'purchase' END, p.document_id, p.at, coalesce(p.by, '')
FROM past p JOIN argosy.variant v ON v.organization_id = p.organization_id AND v.id = p.variant_id
ORDER BY p.at, p.place, p.document_id;

INSERT INTO argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source, created_at)
SELECT v.organization_id, argosy.new_id(), v.id, coalesce(greatest(v.updated_at, last.valid_from), v.created_at),
  argosy.major_amount(c.cost, c.currency), c.currency, 'manual', coalesce(greatest(v.updated_at, last.valid_from), v.created_at)
FROM argosy.variant v
JOIN argosy.product p ON p.organization_id = v.organization_id AND p.id = v.product_id
JOIN argosy.organization o ON o.organization_id = v.organization_id
CROSS JOIN LATERAL (SELECT coalesce(v.cost_minor, p.cost_minor) AS cost,
  CASE WHEN v.cost_minor IS NULL THEN o.currency ELSE v.currency END AS currency) c
LEFT JOIN LATERAL (
  SELECT h.valid_from, h.unit_cost, h.currency FROM argosy.variant_cost h
  WHERE h.organization_id = v.organization_id AND h.variant_id = v.id
  ORDER BY h.valid_from DESC, h.seq DESC LIMIT 1) last ON true
WHERE CASE WHEN c.cost IS NULL THEN last.unit_cost IS NOT NULL
  ELSE (last.unit_cost, last.currency) IS DISTINCT FROM (argosy.major_amount(c.cost, c.currency), c.currency) END;

INSERT INTO argosy.cost_layer (organization_id, id, variant_id, document_id, line, received_at, quantity, remaining, unit_cost, currency)
SELECT l.organization_id, argosy.new_id(), l.variant_id, d.id, l.line, d.posted_at, l.quantity, l.quantity,
  argosy.major_amount(l.unit_cost_minor, v.currency), v.currency
FROM argosy.stock_document d
JOIN argosy.stock_document_line l ON l.organization_id = d.organization_id AND l.document_id = d.id
JOIN argosy.variant v ON v.organization_id = l.organization_id AND v.id = l.variant_id
WHERE d.kind = 'purchase_invoice' AND d.state = 'posted' AND l.unit_cost_minor IS NOT NULL;

ALTER TABLE argosy.variant FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.product FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.organization FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.stock_document FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.stock_document_line FORCE ROW LEVEL SECURITY;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['cost_settings', 'variant_cost', 'document_charge', 'cost_layer', 'line_cost', 'layer_use'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
