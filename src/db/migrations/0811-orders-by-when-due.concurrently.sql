-- What is to be packed, the most urgent first. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_due ON argosy.sales_order (organization_id, due_at, id)
  WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
