-- An order that is removed is looked for in its batches, finished ones too.
CREATE INDEX CONCURRENTLY IF NOT EXISTS pick_batch_order_order ON argosy.pick_batch_order (organization_id, order_id);
