CREATE INDEX CONCURRENTLY IF NOT EXISTS command_waits_for_person ON argosy.command (organization_id, order_id)
  WHERE state IN ('failed', 'rejected', 'unsupported', 'needs_input', 'uncertain');
DROP INDEX CONCURRENTLY IF EXISTS argosy.command_stuck;
