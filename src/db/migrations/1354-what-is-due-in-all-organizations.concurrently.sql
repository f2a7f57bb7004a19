-- Of what is due in all organizations, what no index held apart from the rest.
CREATE INDEX CONCURRENTLY IF NOT EXISTS run_under_way ON argosy.run (organization_id, id)
  WHERE state IN ('queued', 'running');
CREATE INDEX CONCURRENTLY IF NOT EXISTS connection_draft ON argosy.connection (organization_id, draft_expires_at)
  WHERE state = 'draft';
CREATE INDEX CONCURRENTLY IF NOT EXISTS connection_leaving ON argosy.connection (organization_id, removal_due_at)
  WHERE state = 'deleted' AND (cancels_orders OR removal_due_at IS NOT NULL);
