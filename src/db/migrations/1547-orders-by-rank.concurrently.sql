-- What waits to be shipped, by priority. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_by_priority ON argosy.sales_order
  (organization_id, (CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END), id)
  WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
