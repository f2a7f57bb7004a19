-- What a channel finds wrong with a product listed there (null: it does not tell), and whether that keeps it off sale.
ALTER TABLE argosy.product_listing
  ADD COLUMN issues jsonb,
  ADD COLUMN is_blocked boolean NOT NULL DEFAULT false;
CREATE INDEX product_listing_blocked ON argosy.product_listing (organization_id, connection_id) WHERE is_blocked;
