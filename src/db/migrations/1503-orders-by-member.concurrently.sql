-- Orders of a member, in the order they were placed.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_assigned ON argosy.sales_order (organization_id, assigned_to, placed_at DESC, id DESC)
  WHERE assigned_to IS NOT NULL;
