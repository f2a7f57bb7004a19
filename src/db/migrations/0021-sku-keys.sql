-- Under row level security an index on lower(sku) is never used: lower() is not leakproof, so the planner may not
-- look with it before the policy (measured: a scan of 20,000 variants for one SKU). A stored column has plain equality.
SET LOCAL search_path = argosy, public;

ALTER TABLE variant ADD COLUMN sku_key text GENERATED ALWAYS AS (lower(sku)) STORED;
DROP INDEX variant_sku;
CREATE UNIQUE INDEX variant_sku ON variant (organization_id, sku_key) WHERE deleted_at IS NULL;

ALTER TABLE listing ADD COLUMN sku_key text GENERATED ALWAYS AS (lower(sku)) STORED;
DROP INDEX listing_sku;
CREATE INDEX listing_sku ON listing (organization_id, connection_id, sku_key) WHERE sku_key IS NOT NULL;
