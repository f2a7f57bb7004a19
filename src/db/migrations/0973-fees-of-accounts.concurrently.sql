CREATE INDEX CONCURRENTLY IF NOT EXISTS channel_fee_account ON argosy.channel_fee (organization_id, charged_at)
  WHERE order_key IS NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS settlement_line_account ON argosy.settlement_line (organization_id, occurred_at)
  WHERE order_id IS NULL AND order_key = '';
