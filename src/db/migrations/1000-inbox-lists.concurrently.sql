-- A channel's deliveries of one state, one kind or one thing: without these a list of the few that failed, and the
-- question whether a polled order was told of, read all that ever came.
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_event_ref
  ON argosy.inbox_event (organization_id, connection_id, ref, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_event_status
  ON argosy.inbox_event (organization_id, connection_id, status, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS inbox_event_kind
  ON argosy.inbox_event (organization_id, connection_id, kind, id DESC);
