-- Lines of packs that wait for goods: looked at whenever the stock of anything rises.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_line_pack_short ON argosy.order_line (organization_id, order_id)
  WHERE pack IS NOT NULL AND short_quantity > 0;
