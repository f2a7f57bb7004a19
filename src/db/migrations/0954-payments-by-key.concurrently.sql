-- Payment providers name payments, not orders.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_transaction_key ON argosy.order_transaction (organization_id, ext_key);
