-- Orders of a priority that are listed in the order they were placed; nearly all are normal.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_priority ON argosy.sales_order (organization_id, priority, placed_at DESC, id DESC)
  WHERE priority <> 'normal';
