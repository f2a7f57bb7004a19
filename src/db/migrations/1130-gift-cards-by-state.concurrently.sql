-- Lists of gift cards by their state, and by the end of their code.
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_disabled
  ON argosy.gift_card (organization_id, id) WHERE NOT is_active;
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_used_up
  ON argosy.gift_card (organization_id, id) WHERE is_active AND balance_minor = 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_open_by_age
  ON argosy.gift_card (organization_id, id) WHERE is_active AND balance_minor > 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_by_end
  ON argosy.gift_card (organization_id, code_end, id);
