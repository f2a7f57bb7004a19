-- When a person was told that the platform takes longer than usual to answer a batch.
ALTER TABLE argosy.remote_operation ADD COLUMN told_at timestamptz;
