-- Lines of packs that wait for the opening number of what is in them: few, among all lines of an organization.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_line_pack_not_opened ON argosy.order_line (organization_id, order_id)
  WHERE opened_quantity IS NULL AND pack IS NOT NULL;
