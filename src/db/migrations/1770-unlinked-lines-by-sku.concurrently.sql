-- Lines that name their item by a SKU alone are looked for when an item is linked or opened.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_line_unlinked_sku ON argosy.order_line (organization_id, sku_key)
  WHERE variant_id IS NULL AND ext_variant_key IS NULL AND sku_key IS NOT NULL;
