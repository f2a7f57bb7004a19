CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_held ON argosy.sales_order (organization_id, connection_id, held_until)
  WHERE held_until IS NOT NULL AND NOT hold_ended;
