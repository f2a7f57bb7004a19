-- What row level security lets an index find: plain comparisons of stored columns. lower() and LIKE are not leakproof,
-- so an index on lower(number) or a trigram index is never used by argosy_app and only costs every write.
SET LOCAL search_path = argosy, public;

DROP INDEX sales_order_ext_number;
DROP INDEX sales_order_lower_number;
DROP INDEX order_line_sku;
DROP INDEX customer_name;
-- "C": the start of a number is a range of bytes.
ALTER TABLE sales_order
  ADD COLUMN number_key text COLLATE "C" GENERATED ALWAYS AS (lower(number)) STORED,
  ADD COLUMN ext_number_key text COLLATE "C" GENERATED ALWAYS AS (ltrim(lower(ext_number), '#')) STORED;
ALTER TABLE order_line ADD COLUMN sku_key text GENERATED ALWAYS AS (lower(sku)) STORED;
CREATE INDEX sales_order_number_key ON sales_order (organization_id, number_key);
CREATE INDEX sales_order_ext_number_key ON sales_order (organization_id, ext_number_key);
CREATE INDEX order_line_sku ON order_line (organization_id, sku_key) WHERE sku_key IS NOT NULL;

-- Lists read in their own order, ties and all.
DROP INDEX alert_list;
CREATE INDEX alert_list ON alert (organization_id, last_at DESC, id DESC);
CREATE INDEX alert_unresolved ON alert (organization_id, last_at DESC, id DESC) WHERE state <> 'resolved';
DROP INDEX conflict_list;
CREATE INDEX conflict_list ON conflict (organization_id, connection_id, state, found_at DESC, id DESC);
CREATE INDEX conflict_found ON conflict (organization_id, found_at DESC, id DESC);
