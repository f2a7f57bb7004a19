-- A shop's own word for an order's status that nobody knew a meaning of, and what its channel told beside it: when the
-- seller says what the word means, orders that are here get that meaning.
ALTER TABLE argosy.sales_order ADD COLUMN status_word text, ADD COLUMN told jsonb;
CREATE INDEX sales_order_status_word ON argosy.sales_order (organization_id, connection_id, lower(status_word), id)
  WHERE status_word IS NOT NULL;
