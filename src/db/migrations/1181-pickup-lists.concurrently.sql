-- Orders to be picked up; the condition is that of the list, word by word.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_pickup ON argosy.sales_order (organization_id, placed_at, id)
  WHERE pickup IN ('elsewhere', 'waiting', 'ready');
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_pickup_mail ON argosy.sales_order (organization_id, pickup_mail_at)
  WHERE pickup_mail_at IS NOT NULL;
