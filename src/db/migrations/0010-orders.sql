-- Orders told in several parts, and finding orders.
SET LOCAL search_path = argosy, public;

-- What a part says of the whole order (statuses, totals); kept only where an order comes in several parts.
ALTER TABLE order_part ADD COLUMN facts jsonb;

CREATE INDEX sales_order_ext_number ON sales_order (organization_id, lower(ext_number) text_pattern_ops);
CREATE INDEX sales_order_lower_number ON sales_order (organization_id, lower(number) text_pattern_ops);
CREATE INDEX sales_order_short ON sales_order (organization_id, placed_at DESC, id DESC) WHERE is_short;
CREATE INDEX sales_order_unmapped ON sales_order (organization_id, placed_at DESC, id DESC) WHERE has_unmapped;
CREATE INDEX order_line_sku ON order_line (organization_id, lower(sku)) WHERE sku IS NOT NULL;
CREATE INDEX customer_name ON customer USING gin (lower(name) gin_trgm_ops);
CREATE INDEX customer_list ON customer (organization_id, id DESC) WHERE merged_into IS NULL;
