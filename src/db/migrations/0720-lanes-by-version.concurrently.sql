CREATE INDEX CONCURRENTLY IF NOT EXISTS lane_by_version ON argosy.lane (organization_id, connection_id, kind, version);
