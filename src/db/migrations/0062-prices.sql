-- What a store asks for an item: rules, dated exchange rates, overrides, and what keeps a price from being sent.
SET LOCAL search_path = argosy, public;

-- The first rule of a store, by priority, whose category and brand fit decides. Amounts are minor units of the
-- store's currency.
CREATE TABLE price_rule (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  -- The lowest comes first.
  priority int NOT NULL DEFAULT 0,
  -- Products of this category and of those below it.
  category_id uuid,
  brand text,
  base text NOT NULL DEFAULT 'price' CHECK (base IN ('price', 'cost', 'compare_at')),
  markup_percent numeric(9, 4) NOT NULL DEFAULT 0 CHECK (markup_percent > -100),
  fixed_minor bigint NOT NULL DEFAULT 0,
  -- Prices are ending_minor more than a multiple of step_minor; null: the currency's own minor unit.
  step_minor bigint CHECK (step_minor > 0),
  ending_minor bigint NOT NULL DEFAULT 0,
  direction text NOT NULL DEFAULT 'nearest' CHECK (direction IN ('up', 'down', 'nearest')),
  -- Never below the cost plus this many percent.
  floor_percent numeric(9, 4) CHECK (floor_percent > -100),
  compare_at text NOT NULL DEFAULT 'rule' CHECK (compare_at IN ('rule', 'price', 'none')),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id),
  FOREIGN KEY (organization_id, category_id) REFERENCES category (organization_id, id) ON DELETE CASCADE,
  CHECK (ending_minor >= 0 AND ending_minor < coalesce(step_minor, 1))
);
CREATE INDEX price_rule_store ON price_rule (organization_id, connection_id, priority, id);
CREATE INDEX price_rule_category ON price_rule (organization_id, category_id) WHERE category_id IS NOT NULL;

-- Units of the quote currency for one of the base currency, from a moment on.
CREATE TABLE fx_rate (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  base char(3) NOT NULL,
  quote char(3) NOT NULL CHECK (quote <> base),
  rate numeric(24, 12) NOT NULL CHECK (rate > 0),
  valid_from timestamptz NOT NULL,
  source text NOT NULL DEFAULT 'manual' CHECK (source IN ('manual', 'import')),
  -- False until its time has come and prices were looked at again.
  in_force boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX fx_rate_pair ON fx_rate (organization_id, base, quote, valid_from DESC);
CREATE INDEX fx_rate_coming ON fx_rate (organization_id, valid_from) WHERE NOT in_force;

ALTER TABLE listing_price
  ADD COLUMN override_compare_minor bigint,
  -- What an override is in; it does not hold for a store that changed its currency.
  ADD COLUMN override_currency char(3),
  ADD COLUMN override_by text,
  ADD COLUMN override_at timestamptz,
  -- Why there is no price to send: no_rate:USD:EUR, no_cost, nothing_left, no_price, override_currency.
  ADD COLUMN held text;
CREATE INDEX listing_price_held ON listing_price (organization_id, connection_id, held) WHERE held IS NOT NULL;
CREATE INDEX listing_price_steered ON listing (organization_id, connection_id, variant_id) WHERE price_sync AND variant_id IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['price_rule', 'fx_rate'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', t);
  END LOOP;
END $$;

-- Change capture, as in 0002: whatever a price follows from marks the variants whose listings take prices.
CREATE FUNCTION capture_price_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM (SELECT DISTINCT organization_id, connection_id FROM changed_rows) r
  JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.connection_id = r.connection_id
  WHERE l.price_sync AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER price_rule_captured_insert AFTER INSERT ON price_rule REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_price_rule();
CREATE TRIGGER price_rule_captured_update AFTER UPDATE ON price_rule REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_price_rule();
CREATE TRIGGER price_rule_captured_delete AFTER DELETE ON price_rule REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_price_rule();

-- A product's own cost, which a variant without one takes, is in the organization's currency.
CREATE FUNCTION capture_fx_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM (SELECT DISTINCT organization_id, base FROM changed_rows) r
  JOIN argosy.organization o ON o.organization_id = r.organization_id
  JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.price_sync AND l.variant_id IS NOT NULL
  JOIN argosy.variant v ON v.organization_id = l.organization_id AND v.id = l.variant_id AND (v.currency = r.base OR o.currency = r.base)
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER fx_rate_captured_insert AFTER INSERT ON fx_rate REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_fx_rate();
CREATE TRIGGER fx_rate_captured_update AFTER UPDATE ON fx_rate REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_fx_rate();
CREATE TRIGGER fx_rate_captured_delete AFTER DELETE ON fx_rate REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_fx_rate();

CREATE FUNCTION capture_override() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
    FROM after_rows a JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.id = a.listing_id
    WHERE a.override_minor IS NOT NULL AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, listing_id, site)
    JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.id = a.listing_id
    WHERE (a.override_minor, a.override_compare_minor, a.override_currency) IS DISTINCT FROM (b.override_minor, b.override_compare_minor, b.override_currency)
      AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER override_captured_insert AFTER INSERT ON listing_price REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_override();
CREATE TRIGGER override_captured_update AFTER UPDATE ON listing_price REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_override();

-- Costs, brands and categories choose the rule and its floor.
CREATE FUNCTION capture_variant_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'price')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE a.cost_minor IS DISTINCT FROM b.cost_minor HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_cost_captured AFTER UPDATE ON variant REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_variant_cost();

CREATE FUNCTION capture_product_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(v.organization_id), array_agg(v.id), 'price')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id AND v.deleted_at IS NULL
  WHERE (a.cost_minor, a.brand) IS DISTINCT FROM (b.cost_minor, b.brand) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_price_captured AFTER UPDATE ON product REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_price();

CREATE FUNCTION capture_product_category_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(v.organization_id), array_agg(v.id), 'price')
  FROM changed_rows c JOIN argosy.variant v ON v.organization_id = c.organization_id AND v.product_id = c.product_id AND v.deleted_at IS NULL
  WHERE EXISTS (SELECT 1 FROM argosy.price_rule r WHERE r.organization_id = c.organization_id AND r.category_id IS NOT NULL)
  HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_category_price_insert AFTER INSERT ON product_category REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_category_price();
CREATE TRIGGER product_category_price_delete AFTER DELETE ON product_category REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_category_price();

-- A category that moves takes what stands below it along: stores with rules for categories are looked at whole.
CREATE FUNCTION capture_category_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM (SELECT DISTINCT r.organization_id, r.connection_id FROM after_rows a JOIN before_rows b USING (organization_id, id)
        JOIN argosy.price_rule r ON r.organization_id = a.organization_id AND r.category_id IS NOT NULL
        WHERE a.parent_id IS DISTINCT FROM b.parent_id) s
  JOIN argosy.listing l ON l.organization_id = s.organization_id AND l.connection_id = s.connection_id
  WHERE l.price_sync AND l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER category_price_captured AFTER UPDATE ON category REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_category_price();
