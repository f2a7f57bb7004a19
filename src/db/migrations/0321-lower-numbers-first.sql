-- What lowers a number on a channel goes out before what raises one, also out of a long backlog.
CREATE INDEX listing_stock_lowering ON argosy.listing_stock (organization_id, connection_id, due_at, listing_id, location)
  WHERE due_at IS NOT NULL AND desired < expected;
