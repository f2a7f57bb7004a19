-- What was counted of each lot, and what was left of it at that moment: [{lot, expiresOn, counted, expected}]; NULL: lots
-- were not counted (decision 811).
ALTER TABLE argosy.stock_count_line ADD COLUMN lots jsonb;
