-- Buckets that several worker processes share: the figures the platform told, and who may take when.
SET LOCAL search_path = argosy, public;
ALTER TABLE rate_bucket ADD COLUMN burst double precision NOT NULL;
ALTER TABLE rate_bucket ADD COLUMN rate double precision NOT NULL CHECK (rate > 0);
