-- Lists are sorted by when a customer last ordered (decision 266). Who never did stands before everybody else: 'epoch'.
ALTER TABLE argosy.customer ADD COLUMN last_order_at timestamptz NOT NULL DEFAULT 'epoch';

-- Kept by the database: the version before writes orders too and does not know the column.
CREATE FUNCTION argosy.customer_orders_changed(organizations uuid[], customers uuid[]) RETURNS void LANGUAGE sql AS $$
  UPDATE argosy.customer c SET last_order_at = w.at
  FROM (SELECT p.organization_id, p.id, coalesce((SELECT max(o.placed_at) FROM argosy.sales_order o
      WHERE o.organization_id = p.organization_id AND o.customer_id = p.id), 'epoch') AS at
    FROM (SELECT DISTINCT organization_id, id FROM unnest(organizations, customers) AS u(organization_id, id)) p) w
  WHERE c.organization_id = w.organization_id AND c.id = w.id AND c.last_order_at <> w.at
$$;

CREATE FUNCTION argosy.customer_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT FROM changed_rows WHERE customer_id IS NOT NULL) THEN
      UPDATE argosy.customer c SET last_order_at = n.at
      FROM (SELECT organization_id, customer_id, max(placed_at) AS at FROM changed_rows
        WHERE customer_id IS NOT NULL GROUP BY organization_id, customer_id) n
      WHERE c.organization_id = n.organization_id AND c.id = n.customer_id AND c.last_order_at < n.at;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.customer_orders_changed(array_agg(a.organization_id), array_agg(c.id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    CROSS JOIN LATERAL (VALUES (a.customer_id), (b.customer_id)) AS c(id)
    WHERE c.id IS NOT NULL AND (a.customer_id, a.placed_at) IS DISTINCT FROM (b.customer_id, b.placed_at)
    HAVING count(*) > 0;
  ELSE
    PERFORM argosy.customer_orders_changed(array_agg(organization_id), array_agg(customer_id)) FROM changed_rows
    WHERE customer_id IS NOT NULL HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sales_order_customer_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.customer_capture_order();
CREATE TRIGGER sales_order_customer_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.customer_capture_order();
CREATE TRIGGER sales_order_customer_delete AFTER DELETE ON argosy.sales_order REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.customer_capture_order();

-- Those there are. The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.customer NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.customer c SET last_order_at = o.at
FROM (SELECT organization_id, customer_id, max(placed_at) AS at FROM argosy.sales_order
  WHERE customer_id IS NOT NULL GROUP BY organization_id, customer_id) o
WHERE c.organization_id = o.organization_id AND c.id = o.customer_id;
ALTER TABLE argosy.customer FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
