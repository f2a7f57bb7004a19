-- What a sweep reads (what changed, everything, what is still open) and how often. Written where a store's sweeps are
-- planned; null of a sweep that has not been planned since.
ALTER TABLE sync_cursor ADD COLUMN reads text CHECK (reads IN ('changed', 'all', 'open'));
ALTER TABLE sync_cursor ADD COLUMN every_ms integer;
