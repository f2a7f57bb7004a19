-- Orders that are not over, in the order automations are asked about them at a time of day.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_not_over ON argosy.sales_order (organization_id, id)
  WHERE status IN ('pending', 'confirmed', 'processing', 'on_hold') AND fulfilment IN ('unfulfilled', 'partial')
    AND NOT is_history;
