-- Units that lie in the marketplace's own warehouses: it counts them, and nobody else sets them.
ALTER TABLE argosy.listing ADD COLUMN marketplace_units int, ADD COLUMN marketplace_at timestamptz;
