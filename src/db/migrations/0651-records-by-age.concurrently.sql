-- What ends by its age is found by it, in batches (src/engine/retention.ts).
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_event_age ON argosy.inbox_event (organization_id, (body <> ''), received_at) WHERE status <> 'pending';
CREATE INDEX CONCURRENTLY IF NOT EXISTS webhook_delivery_age ON argosy.webhook_delivery (organization_id, created_at) WHERE state <> 'waiting';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idempotency_age ON argosy.idempotency (organization_id, created_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS stored_file_age ON argosy.stored_file (organization_id, created_at);

-- Commands in the order in which they are taken: a look at a hundred thousand due ones reads the first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS command_next ON argosy.command (organization_id, connection_id, due_at, seq) WHERE due_at IS NOT NULL;
DROP INDEX CONCURRENTLY IF EXISTS argosy.command_due;
