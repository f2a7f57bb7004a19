-- Lines of packs that hold goods or wait for them: few, among all lines of an organization.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_line_pack_held ON argosy.order_line (organization_id, order_id)
  WHERE pack IS NOT NULL AND (reserved_quantity > 0 OR short_quantity > 0);
