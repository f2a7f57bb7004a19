-- What makes an order's profit due again: every table it is worked out from says so, so that nothing can forget one.
CREATE FUNCTION argosy.profit_wake(organizations uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('argosy_profit', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS u(o)) AS d;
END $$;

CREATE FUNCTION argosy.profit_mark_orders(organizations uuid[], orders uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, order_id)
  SELECT DISTINCT o, 'order', i FROM unnest(organizations, orders) AS u(o, i) WHERE i IS NOT NULL;
  PERFORM argosy.profit_wake(organizations);
END $$;

CREATE FUNCTION argosy.profit_mark_days(organizations uuid[], days date[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, day)
  SELECT DISTINCT o, 'day', d FROM unnest(organizations, days) AS u(o, d) WHERE d IS NOT NULL;
  PERFORM argosy.profit_wake(organizations);
END $$;

-- Rows that name their order, whatever changed in them.
CREATE FUNCTION argosy.profit_capture_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE FUNCTION argosy.profit_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(id)) FROM changed_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.placed_at, a.connection_id, a.ext_key, a.currency, a.tax_minor, a.shipping_minor, a.fees_minor, a.total_minor,
        a.tax_included, a.status, a.financial, a.fulfilment, a.parcel_state, a.cod_state, a.payment_kind, a.gateway)
      IS DISTINCT FROM (b.placed_at, b.connection_id, b.ext_key, b.currency, b.tax_minor, b.shipping_minor, b.fees_minor,
        b.total_minor, b.tax_included, b.status, b.financial, b.fulfilment, b.parcel_state, b.cod_state, b.payment_kind,
        b.gateway) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sales_order_profit_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_order();
CREATE TRIGGER sales_order_profit_update AFTER UPDATE ON argosy.sales_order REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_order();

-- An order that is gone takes its profit along: its day is added up again.
CREATE FUNCTION argosy.profit_capture_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(organization_id), array_agg(recognised_on)) FROM changed_rows
  WHERE recognised_on IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER order_profit_gone AFTER DELETE ON argosy.order_profit REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_gone();

CREATE FUNCTION argosy.profit_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.order_id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.variant_id, a.ordered_quantity, a.quantity, a.fulfilled_quantity, a.restocked_quantity, a.unit_price,
      a.tax_minor, a.total_minor, a.fulfilled_by, a.return_restocked, a.return_received, a.matched_quantity, a.lost_quantity,
      a.seen_restocked)
    IS DISTINCT FROM (b.variant_id, b.ordered_quantity, b.quantity, b.fulfilled_quantity, b.restocked_quantity, b.unit_price,
      b.tax_minor, b.total_minor, b.fulfilled_by, b.return_restocked, b.return_received, b.matched_quantity, b.lost_quantity,
      b.seen_restocked) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER order_line_profit_update AFTER UPDATE ON argosy.order_line REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_line();

CREATE FUNCTION argosy.profit_capture_shipment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.order_id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.state, a.status, a.charge_minor, a.charge_currency, a.booked_at, a.ended_at, a.return_id)
    IS DISTINCT FROM (b.state, b.status, b.charge_minor, b.charge_currency, b.booked_at, b.ended_at, b.return_id)
    HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER shipment_profit_update AFTER UPDATE ON argosy.shipment REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_shipment();

CREATE FUNCTION argosy.profit_capture_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(s.organization_id), array_agg(s.order_id))
  FROM (SELECT DISTINCT organization_id, shipment_id FROM changed_rows) c
  JOIN argosy.shipment s ON s.organization_id = c.organization_id AND s.id = c.shipment_id HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- Charges and transfers name parcels by the courier's number.
CREATE FUNCTION argosy.profit_capture_courier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(s.organization_id), array_agg(s.order_id))
  FROM (SELECT DISTINCT organization_id, connection_id, tracking_number FROM changed_rows) c
  JOIN argosy.parcel p ON p.organization_id = c.organization_id AND p.tracking_number = c.tracking_number
    AND p.connection_id = c.connection_id
  JOIN argosy.shipment s ON s.organization_id = p.organization_id AND s.id = p.shipment_id HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- A fee of an order, or of its channel's account.
CREATE FUNCTION argosy.profit_capture_fee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(o.organization_id), array_agg(o.id))
  FROM (SELECT DISTINCT organization_id, connection_id, order_key FROM changed_rows WHERE order_key IS NOT NULL) c
  JOIN argosy.sales_order o ON o.organization_id = c.organization_id AND o.connection_id = c.connection_id
    AND o.ext_key = c.order_key HAVING count(*) > 0;
  INSERT INTO argosy.profit_due (organization_id, kind, at)
  SELECT DISTINCT organization_id, 'day', charged_at FROM changed_rows WHERE order_key IS NULL;
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION argosy.profit_capture_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, word, at)
  SELECT organization_id, 'currency', base, min(valid_from) FROM changed_rows GROUP BY 1, 3;
  PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE FUNCTION argosy.profit_capture_spend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(organization_id), array_agg(date)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- What all of an organization's profits follow from.
CREATE FUNCTION argosy.profit_capture_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind) SELECT DISTINCT organization_id, 'scope' FROM changed_rows;
  PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;

CREATE FUNCTION argosy.profit_capture_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind) VALUES (NEW.organization_id, 'scope');
  PERFORM argosy.profit_wake(ARRAY[NEW.organization_id]);
  RETURN NULL;
END $$;
-- Whoever pauses an organization or changes its plan may not write marks, and has none to write.
CREATE TRIGGER organization_profit AFTER UPDATE ON argosy.organization FOR EACH ROW
  WHEN ((OLD.zone, OLD.currency) IS DISTINCT FROM (NEW.zone, NEW.currency))
  EXECUTE FUNCTION argosy.profit_capture_organization();

-- A parcel's cost is spread by weight, and nothing is missing of services.
CREATE FUNCTION argosy.profit_capture_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'variant' THEN
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT a.organization_id, 'variant', a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.weight_grams IS DISTINCT FROM b.weight_grams;
  ELSE
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT a.organization_id, 'product', a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.weight_grams, a.kind) IS DISTINCT FROM (b.weight_grams, b.kind);
  END IF;
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM after_rows;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_profit AFTER UPDATE ON argosy.variant REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_item();
CREATE TRIGGER product_profit AFTER UPDATE ON argosy.product REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_item();

CREATE FUNCTION argosy.profit_capture_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever works profits out takes the costs of the lines first.
  IF current_setting('argosy.profit_at_work', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- Of each table: a trigger an act, over the rows it left or took away.
DO $$
DECLARE watched record; act text;
BEGIN
  FOR watched IN SELECT * FROM (VALUES
    ('order_line', 'rows', ARRAY['INSERT', 'DELETE']),
    ('order_refund', 'rows', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('order_transaction', 'rows', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('order_fulfilment', 'rows', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('shipment', 'rows', ARRAY['INSERT', 'DELETE']),
    ('parcel', 'parcel', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('parcel_charge', 'courier', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('parcel_remittance', 'courier', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('channel_fee', 'fee', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('fx_rate', 'rate', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('ad_spend', 'spend', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('line_cost', 'cost', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('profit_settings', 'all', ARRAY['INSERT', 'UPDATE', 'DELETE'])) AS w(name, function, acts)
  LOOP
    FOREACH act IN ARRAY watched.acts LOOP
      IF act <> 'INSERT' THEN
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON argosy.%I REFERENCING OLD TABLE AS changed_rows
          FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_%s()',
          watched.name || '_profit_old_' || lower(act), act, watched.name, watched.function);
      END IF;
      IF act <> 'DELETE' THEN
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON argosy.%I REFERENCING NEW TABLE AS changed_rows
          FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_%s()',
          watched.name || '_profit_new_' || lower(act), act, watched.name, watched.function);
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- What is there already.
ALTER TABLE argosy.organization NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.profit_due NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.profit_due (organization_id, kind) SELECT organization_id, 'scope' FROM argosy.organization;
ALTER TABLE argosy.profit_due FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.organization FORCE ROW LEVEL SECURITY;
