-- The report of kept promises reads orders by when they were due, shipped or not.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_promised ON argosy.sales_order (organization_id, due_at)
  WHERE NOT is_history AND status <> 'cancelled' AND (is_promised OR ship_by IS NOT NULL OR own_ship_by IS NOT NULL);
