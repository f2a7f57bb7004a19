-- Who keeps the database from cleaning up, as last looked at by the owner's connection (the program's roles see only
-- their own sessions), and when the operator was told; null: nobody does, or nobody was told yet.
ALTER TABLE argosy.hub_state
  ADD COLUMN snapshot_holders jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN snapshot_looked_at timestamptz,
  ADD COLUMN snapshot_told_at timestamptz;
