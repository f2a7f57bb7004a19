-- Batches a platform takes and answers later. A listing in such a batch is not pushed again until the answer is there.
SET LOCAL search_path = argosy, public;

ALTER TABLE listing_stock ADD COLUMN operation_id uuid;
ALTER TABLE listing_price ADD COLUMN operation_id uuid;
CREATE INDEX listing_stock_operation ON listing_stock (organization_id, operation_id) WHERE operation_id IS NOT NULL;
CREATE INDEX listing_price_operation ON listing_price (organization_id, operation_id) WHERE operation_id IS NOT NULL;

-- What was sent stands in items: [{"l": listing, "s": location or site, "w": what was wanted}].
ALTER TABLE remote_operation
  ADD COLUMN attempts int NOT NULL DEFAULT 0,
  ADD CONSTRAINT remote_operation_aspect CHECK (aspect IN ('stock', 'price'));
CREATE UNIQUE INDEX remote_operation_handle ON remote_operation (organization_id, connection_id, aspect, handle);
