-- What a channel has not confirmed is looked for every minute.
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_use_untold ON argosy.gift_card_use (organization_id, started_at)
  WHERE state = 'running' AND told_at IS NULL;
