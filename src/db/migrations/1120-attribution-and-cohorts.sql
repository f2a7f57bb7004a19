-- Where buyers came from, and profit by it and by the month of a customer's first order (decisions 404, 405).
-- { source, medium, campaign }, as far as told; null: the channel tells nothing of it.
ALTER TABLE argosy.sales_order ADD COLUMN attribution jsonb;

ALTER TABLE argosy.order_profit
  -- c: and the campaign in small letters; none: the buyer came by no campaign; unknown: nobody told.
  ADD COLUMN origin text NOT NULL DEFAULT 'unknown',
  -- First day of the month of the customer's first order; null: no customer is known.
  ADD COLUMN cohort date;

CREATE TABLE argosy.profit_origin_day (
  LIKE argosy.profit_item_day,
  origin text NOT NULL,
  costs_minor bigint NOT NULL,
  estimated_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, origin, channel_id)
);
ALTER TABLE argosy.profit_origin_day DROP COLUMN variant_id;

CREATE TABLE argosy.profit_cohort_day (
  LIKE argosy.profit_item_day,
  -- Of orders without a customer: the first day of year one.
  cohort date NOT NULL,
  costs_minor bigint NOT NULL,
  estimated_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, cohort, channel_id)
);
ALTER TABLE argosy.profit_cohort_day DROP COLUMN variant_id;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['profit_origin_day', 'profit_cohort_day'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;

-- customer: orders of `item_id` whose cohort is another now.
ALTER TABLE argosy.profit_due DROP CONSTRAINT profit_due_kind_check, ADD CONSTRAINT profit_due_kind_check
  CHECK (kind IN ('order', 'day', 'scope', 'currency', 'variant', 'product', 'customer'));

CREATE OR REPLACE FUNCTION argosy.profit_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(id)) FROM changed_rows HAVING count(*) > 0;
    -- An order of before others: theirs is another month now.
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT DISTINCT n.organization_id, 'customer', n.customer_id FROM changed_rows n
    WHERE n.customer_id IS NOT NULL AND EXISTS (SELECT FROM argosy.sales_order o
      WHERE o.organization_id = n.organization_id AND o.customer_id = n.customer_id AND o.placed_at > n.placed_at);
  ELSE
    PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.placed_at, a.connection_id, a.ext_key, a.currency, a.tax_minor, a.shipping_minor, a.fees_minor, a.total_minor,
        a.tax_included, a.status, a.financial, a.fulfilment, a.parcel_state, a.cod_state, a.payment_kind, a.gateway,
        a.customer_id, a.attribution)
      IS DISTINCT FROM (b.placed_at, b.connection_id, b.ext_key, b.currency, b.tax_minor, b.shipping_minor, b.fees_minor,
        b.total_minor, b.tax_included, b.status, b.financial, b.fulfilment, b.parcel_state, b.cod_state, b.payment_kind,
        b.gateway, b.customer_id, b.attribution) HAVING count(*) > 0;
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT DISTINCT a.organization_id, 'customer', c.id
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    CROSS JOIN LATERAL (VALUES (a.customer_id), (b.customer_id)) AS c(id)
    WHERE c.id IS NOT NULL AND (a.customer_id, a.placed_at, a.status = 'cancelled')
      IS DISTINCT FROM (b.customer_id, b.placed_at, b.status = 'cancelled');
  END IF;
  RETURN NULL;
END $$;

-- What stands there knows neither: every order is worked out again once the hub runs. The owner of a forced table sees no
-- row of it without an organization.
ALTER TABLE argosy.organization NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.profit_due NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.profit_due (organization_id, kind) SELECT organization_id, 'scope' FROM argosy.organization;
ALTER TABLE argosy.profit_due FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.organization FORCE ROW LEVEL SECURITY;
