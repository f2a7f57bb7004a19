-- What changes the profit of an order leaves a row in profit_due.

-- What makes an order's profit due again: every table it is worked out from says so, so that nothing can forget one.
CREATE FUNCTION argosy.profit_wake(organizations uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('argosy_profit', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS u(o)) AS d;
END
$$;

-- Orders whose profit is to be worked out anew.
CREATE FUNCTION argosy.profit_mark_orders(organizations uuid[], orders uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, order_id)
  SELECT DISTINCT o, 'order', i FROM unnest(organizations, orders) AS u(o, i) WHERE i IS NOT NULL;
  PERFORM argosy.profit_wake(organizations);
END
$$;

-- Days whose profit is to be worked out anew.
CREATE FUNCTION argosy.profit_mark_days(organizations uuid[], days date[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, day)
  SELECT DISTINCT o, 'day', d FROM unnest(organizations, days) AS u(o, d) WHERE d IS NOT NULL;
  PERFORM argosy.profit_wake(organizations);
END
$$;

-- Orders whose lines miss a cost, or only have an estimate, are worked out again when another cost of the variant, or
-- of a bundle's component, is known. What was taken for good stays.
CREATE FUNCTION argosy.profit_capture_known_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(c.organization_id), array_agg(c.order_id))
  FROM (
    SELECT organization_id, variant_id FROM changed_rows
    UNION
    SELECT r.organization_id, b.bundle_variant_id FROM changed_rows r
    JOIN argosy.bundle_item b ON b.organization_id = r.organization_id AND b.component_variant_id = r.variant_id) v
  CROSS JOIN LATERAL (
    SELECT l.organization_id, l.order_id FROM argosy.line_cost l
    WHERE l.organization_id = v.organization_id AND l.variant_id = v.variant_id AND l.quality = 'missing'
    UNION
    SELECT l.organization_id, l.order_id FROM argosy.line_cost l
    WHERE l.organization_id = v.organization_id AND l.variant_id = v.variant_id AND l.quality = 'estimated') c
  HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_cost_known_insert AFTER INSERT ON argosy.variant_cost REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_known_cost();
CREATE TRIGGER variant_cost_known_update AFTER UPDATE ON argosy.variant_cost REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_known_cost();
CREATE TRIGGER variant_cost_known_delete AFTER DELETE ON argosy.variant_cost REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_known_cost();

-- Rows that name their order, whatever changed in them.
CREATE FUNCTION argosy.profit_capture_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' OR EXISTS (SELECT order_id FROM changed_rows EXCEPT SELECT unnest(argosy.orders_marked())) THEN
    PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id)) FROM changed_rows
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_profit_new_insert AFTER INSERT ON argosy.order_line REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows();
CREATE TRIGGER order_line_profit_old_delete AFTER DELETE ON argosy.order_line REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows();
CREATE TRIGGER shipment_profit_new_insert AFTER INSERT ON argosy.shipment REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows();
CREATE TRIGGER shipment_profit_old_delete AFTER DELETE ON argosy.shipment REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows();

-- Whatever is written in these.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_refund', 'order_transaction', 'order_fulfilment'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_profit_new_insert AFTER INSERT ON argosy.%1$s
      REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_old_update AFTER UPDATE ON argosy.%1$s
      REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_new_update AFTER UPDATE ON argosy.%1$s
      REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_old_delete AFTER DELETE ON argosy.%1$s
      REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rows()', name);
  END LOOP;
END $$;

-- Orders that are new, or count otherwise now.
CREATE FUNCTION argosy.profit_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
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
    WHERE (a.placed_at, a.connection_id, a.ext_key, a.currency, a.tax_minor, a.shipping_minor, a.fees_minor,
      a.total_minor, a.tax_included, a.status, a.financial, a.fulfilment, a.parcel_state, a.cod_state, a.payment_kind,
      a.gateway, a.customer_id, a.attribution)
      IS DISTINCT FROM (b.placed_at, b.connection_id, b.ext_key, b.currency, b.tax_minor, b.shipping_minor,
        b.fees_minor, b.total_minor, b.tax_included, b.status, b.financial, b.fulfilment, b.parcel_state, b.cod_state,
        b.payment_kind, b.gateway, b.customer_id, b.attribution) HAVING count(*) > 0;
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT DISTINCT a.organization_id, 'customer', c.id
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    CROSS JOIN LATERAL (VALUES (a.customer_id), (b.customer_id)) AS c(id)
    WHERE c.id IS NOT NULL AND (a.customer_id, a.placed_at, a.status = 'cancelled')
      IS DISTINCT FROM (b.customer_id, b.placed_at, b.status = 'cancelled');
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_profit_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_order();
CREATE TRIGGER sales_order_profit_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_order();

-- An order that is gone takes its profit along: its day is added up again.
CREATE FUNCTION argosy.profit_capture_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(organization_id), array_agg(recognised_on)) FROM changed_rows
  WHERE recognised_on IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_profit_gone AFTER DELETE ON argosy.order_profit REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_gone();

-- Lines whose amounts or units changed.
CREATE FUNCTION argosy.profit_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.order_id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.variant_id, a.ordered_quantity, a.quantity, a.fulfilled_quantity, a.restocked_quantity, a.unit_price,
      a.tax_minor, a.total_minor, a.fulfilled_by, a.return_restocked, a.return_received, a.matched_quantity,
        a.lost_quantity,
      a.seen_restocked, a.returned_quantity, a.gift_card, a.platform_paid_minor)
    IS DISTINCT FROM (b.variant_id, b.ordered_quantity, b.quantity, b.fulfilled_quantity, b.restocked_quantity,
      b.unit_price, b.tax_minor, b.total_minor, b.fulfilled_by, b.return_restocked, b.return_received,
      b.matched_quantity, b.lost_quantity, b.seen_restocked, b.returned_quantity, b.gift_card,
      b.platform_paid_minor) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_profit_update AFTER UPDATE ON argosy.order_line
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_line();

-- What a shipment costs, and whether it counts.
CREATE FUNCTION argosy.profit_capture_shipment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.order_id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.state, a.status, a.charge_minor, a.charge_currency, a.booked_at, a.ended_at, a.return_id)
    IS DISTINCT FROM (b.state, b.status, b.charge_minor, b.charge_currency, b.booked_at, b.ended_at, b.return_id)
    HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER shipment_profit_update AFTER UPDATE ON argosy.shipment
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_shipment();

-- What parcels cost stands with their shipments.
CREATE FUNCTION argosy.profit_capture_parcel() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(s.organization_id), array_agg(s.order_id))
  FROM (SELECT DISTINCT organization_id, shipment_id FROM changed_rows) c
  JOIN argosy.shipment s ON s.organization_id = c.organization_id AND s.id = c.shipment_id HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER parcel_profit_new_insert AFTER INSERT ON argosy.parcel REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_parcel();
CREATE TRIGGER parcel_profit_old_update AFTER UPDATE ON argosy.parcel REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_parcel();
CREATE TRIGGER parcel_profit_new_update AFTER UPDATE ON argosy.parcel REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_parcel();
CREATE TRIGGER parcel_profit_old_delete AFTER DELETE ON argosy.parcel REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_parcel();

-- Charges and transfers name parcels by the courier's number.
CREATE FUNCTION argosy.profit_capture_courier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(s.organization_id), array_agg(s.order_id))
  FROM (SELECT DISTINCT organization_id, connection_id, tracking_number FROM changed_rows) c
  JOIN argosy.parcel p ON p.organization_id = c.organization_id AND p.tracking_number = c.tracking_number
    AND p.connection_id = c.connection_id
  JOIN argosy.shipment s ON s.organization_id = p.organization_id AND s.id = p.shipment_id HAVING count(*) > 0;
  RETURN NULL;
END
$$;

-- Whatever is written in these.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['parcel_charge', 'parcel_remittance'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_profit_new_insert AFTER INSERT ON argosy.%1$s
      REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_courier()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_old_update AFTER UPDATE ON argosy.%1$s
      REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_courier()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_new_update AFTER UPDATE ON argosy.%1$s
      REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_courier()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_old_delete AFTER DELETE ON argosy.%1$s
      REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_courier()', name);
  END LOOP;
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
END
$$;
CREATE TRIGGER channel_fee_profit_new_insert AFTER INSERT ON argosy.channel_fee REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_fee();
CREATE TRIGGER channel_fee_profit_old_update AFTER UPDATE ON argosy.channel_fee REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_fee();
CREATE TRIGGER channel_fee_profit_new_update AFTER UPDATE ON argosy.channel_fee REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_fee();
CREATE TRIGGER channel_fee_profit_old_delete AFTER DELETE ON argosy.channel_fee REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_fee();

-- Costs of lines that are found without profits being worked out.
CREATE FUNCTION argosy.profit_capture_cost() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever works profits out takes the costs of the lines first.
  IF current_setting('argosy.profit_at_work', true) = 'yes' THEN
    RETURN NULL;
  END IF;
  PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id))
    FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER line_cost_profit_new_insert AFTER INSERT ON argosy.line_cost REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_cost();
CREATE TRIGGER line_cost_profit_old_update AFTER UPDATE ON argosy.line_cost REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_cost();
CREATE TRIGGER line_cost_profit_new_update AFTER UPDATE ON argosy.line_cost REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_cost();
CREATE TRIGGER line_cost_profit_old_delete AFTER DELETE ON argosy.line_cost REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_cost();
