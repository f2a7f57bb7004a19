-- What happened in one millisecond is told in the order it happened in: ids made by the database do not ascend within one.
ALTER TABLE argosy.webhook_event ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY;
ALTER TABLE argosy.webhook_delivery
  ADD COLUMN seq bigint GENERATED ALWAYS AS IDENTITY,
  -- The thing it is about, where it is about one: what is told of it arrives in order.
  ADD COLUMN thing text GENERATED ALWAYS AS (subject ->> 'id') STORED;
CREATE INDEX webhook_event_order ON argosy.webhook_event (organization_id, seq);
CREATE INDEX webhook_delivery_thing ON argosy.webhook_delivery (organization_id, endpoint_id, thing, seq) WHERE state = 'waiting';
DROP INDEX argosy.webhook_delivery_due;
CREATE INDEX webhook_delivery_due ON argosy.webhook_delivery (organization_id, endpoint_id, due_at, seq) WHERE due_at IS NOT NULL;
