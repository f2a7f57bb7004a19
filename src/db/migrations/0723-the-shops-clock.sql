-- A shop's clock may be wrong by hours: its orders are dated by it, and asked for by it.
ALTER TABLE argosy.connection ADD COLUMN clock_ahead_ms integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN argosy.connection.clock_ahead_ms IS 'How far the platform''s clock stands ahead of the hub''s, as last looked at; below 0: behind.';
COMMENT ON COLUMN argosy.connection.stock_cutover_at IS 'Orders placed before it, by the platform''s own clock, move no stock.';
