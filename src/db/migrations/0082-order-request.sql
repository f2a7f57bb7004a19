-- An order asked for under a key is made once, also when the answer was lost and the request comes again much later.
SET LOCAL search_path = argosy, public;
ALTER TABLE sales_order ADD COLUMN request_key text;
CREATE UNIQUE INDEX sales_order_request ON sales_order (organization_id, request_key) WHERE request_key IS NOT NULL;
