-- When a person was told that the platform takes longer than usual to answer a batch.
SET LOCAL search_path = argosy, public;

ALTER TABLE remote_operation ADD COLUMN told_at timestamptz;
