-- Orders whose due time is to be calculated. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_promise ON argosy.sales_order (organization_id, promise_version, id)
  WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
