-- What a transaction marked is read once a statement, not once a row: two hundred orders with their lines and payments
-- took it apart some thousand times, 200 ids each, which was a third of what it cost to write them.
CREATE OR REPLACE FUNCTION argosy.sales_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM argosy.sales_changed(array_agg(o.organization_id), array_agg(o.placed_at))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    JOIN argosy.sales_order o ON o.organization_id = a.organization_id AND o.id = a.order_id
    WHERE (a.variant_id, a.quantity, a.ordered_quantity, a.total_minor, a.restocked_quantity, a.return_received,
        a.matched_quantity)
      IS DISTINCT FROM (b.variant_id, b.quantity, b.ordered_quantity, b.total_minor, b.restocked_quantity,
        b.return_received, b.matched_quantity)
    HAVING count(*) > 0;
  ELSIF TG_OP = 'DELETE' OR EXISTS (SELECT order_id FROM changed_rows EXCEPT SELECT unnest(argosy.orders_marked())) THEN
    PERFORM argosy.sales_changed(array_agg(o.organization_id), array_agg(o.placed_at))
    FROM (SELECT DISTINCT organization_id, order_id FROM changed_rows) AS c
    JOIN argosy.sales_order o ON o.organization_id = c.organization_id AND o.id = c.order_id HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION argosy.search_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT order_id FROM after_rows EXCEPT SELECT unnest(argosy.orders_marked())) THEN
      PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM after_rows;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.order_id), 1::smallint)
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.title) IS DISTINCT FROM (b.sku, b.title) HAVING count(*) > 0;
  ELSE
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM before_rows
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION argosy.profit_capture_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' OR EXISTS (SELECT order_id FROM changed_rows EXCEPT SELECT unnest(argosy.orders_marked())) THEN
    PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id)) FROM changed_rows
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
