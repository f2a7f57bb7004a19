CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_use_open
  ON argosy.gift_card_use (organization_id, connection_id, code_hash) WHERE state = 'running';
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_use_given_back
  ON argosy.gift_card_use (organization_id, of_id) WHERE of_id IS NOT NULL;
