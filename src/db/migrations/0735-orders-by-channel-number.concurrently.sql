-- Packers and couriers name orders by the number the channel gave them. Compared as it stands: under row security only
-- operators that tell nothing of other rows may use an index.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_ext_number ON argosy.sales_order (organization_id, ext_number);
