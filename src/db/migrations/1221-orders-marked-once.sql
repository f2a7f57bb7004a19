-- An order that is new is marked where it is written: for sums, profit and search. Its lines and payments, written by the
-- same transaction, have nothing to add. Kept by the transaction, and taken back with a savepoint as the marks are.
CREATE FUNCTION argosy.orders_marked() RETURNS uuid[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('argosy.orders_marked', true), '')::uuid[], '{}')
$$;

-- The last of an insert's own marks, by name: the others have been made when it runs.
CREATE OR REPLACE FUNCTION argosy.search_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organizations uuid[];
  orders uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(organization_id), array_agg(id) INTO organizations, orders FROM after_rows;
    IF orders IS NULL THEN RETURN NULL; END IF;
    PERFORM argosy.search_changed(organizations, orders, 1::smallint);
    PERFORM set_config('argosy.orders_marked', orders::text, true);
  ELSE
    PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 1::smallint)
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.number, a.ext_number, a.contact, a.shipping_address, a.note, a.tags, a.own_tags, a.customer_id, a.placed_at)
       IS DISTINCT FROM (b.number, b.ext_number, b.contact, b.shipping_address, b.note, b.tags, b.own_tags,
         b.customer_id, b.placed_at)
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

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
  ELSIF TG_OP = 'DELETE' OR EXISTS (SELECT FROM changed_rows WHERE order_id <> ALL (argosy.orders_marked())) THEN
    PERFORM argosy.sales_changed(array_agg(o.organization_id), array_agg(o.placed_at))
    FROM (SELECT DISTINCT organization_id, order_id FROM changed_rows) AS c
    JOIN argosy.sales_order o ON o.organization_id = c.organization_id AND o.id = c.order_id HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION argosy.search_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT FROM after_rows WHERE order_id <> ALL (argosy.orders_marked())) THEN
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
  IF TG_OP <> 'INSERT' OR EXISTS (SELECT FROM changed_rows WHERE order_id <> ALL (argosy.orders_marked())) THEN
    PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id)) FROM changed_rows
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
