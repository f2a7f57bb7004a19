-- Redemptions that no sale has yet are looked for every minute.
CREATE INDEX CONCURRENTLY IF NOT EXISTS gift_card_entry_unused ON argosy.gift_card_entry (organization_id, at)
  WHERE register_id IS NOT NULL AND used_by IS NULL AND told_at IS NULL;
