-- Part of every sale: lots of an item of which units may be left.
CREATE INDEX CONCURRENTLY IF NOT EXISTS lot_stock_unfinished ON argosy.lot_stock (organization_id, variant_id)
  WHERE NOT is_finished;
