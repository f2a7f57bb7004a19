CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_case_found ON argosy.settlement_case
  (organization_id, found_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_case_found_kind ON argosy.settlement_case
  (organization_id, kind, found_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_case_found_channel ON argosy.settlement_case
  (organization_id, connection_id, found_at DESC, id DESC);
CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_case_found_settlement ON argosy.settlement_case
  (organization_id, settlement_id, found_at DESC, id DESC);
-- Whether a channel or provider has paid out before, from which day on.
CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_from_channel ON argosy.settlement
  (organization_id, connection_id, period_from);
CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_from_gateway ON argosy.settlement
  (organization_id, gateway, period_from);
