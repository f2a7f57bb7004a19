-- The condition is that of the list of orders to accept, word by word.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_to_accept ON argosy.sales_order (organization_id, placed_at, id)
  WHERE awaits_acceptance;
