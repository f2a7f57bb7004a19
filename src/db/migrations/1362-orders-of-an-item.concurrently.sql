-- From whom an item was ordered last.
CREATE INDEX CONCURRENTLY IF NOT EXISTS purchase_order_line_variant
  ON argosy.purchase_order_line (organization_id, variant_id, purchase_order_id DESC);
