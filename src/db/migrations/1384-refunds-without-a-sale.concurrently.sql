-- What terminals charged and gave back, and no sale has yet, is looked for every minute.
CREATE INDEX CONCURRENTLY IF NOT EXISTS pos_terminal_payment_untold ON argosy.pos_terminal_payment
  (organization_id, settled_at) WHERE state = 'paid' AND used_by IS NULL AND told_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS argosy.pos_terminal_payment_unused;
