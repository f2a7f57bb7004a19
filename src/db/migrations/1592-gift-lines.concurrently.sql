-- Gifts of orders: few among all lines, and looked up whenever their order changes.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_line_gift ON argosy.order_line (organization_id, order_id)
  WHERE is_gift;
