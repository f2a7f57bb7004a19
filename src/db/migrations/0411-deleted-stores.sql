-- What is still to be done after a store was deleted (decision 76).
ALTER TABLE argosy.connection
  -- Left on the platform because it did not answer: webhooks, access. Tried again until then; its secrets stay as long.
  ADD COLUMN removal_left text[] NOT NULL DEFAULT '{}',
  ADD COLUMN removal_due_at timestamptz,
  -- Its open orders are being cancelled.
  ADD COLUMN cancels_orders boolean NOT NULL DEFAULT false;

-- Commands to stores that are gone already would wait for ever.
ALTER TABLE argosy.command NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.connection NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.command q SET state = 'cancelled', due_at = NULL, finished_at = now(), text = 'Not sent: the channel was disconnected.'
FROM argosy.connection c
WHERE c.organization_id = q.organization_id AND c.id = q.connection_id AND c.state = 'deleted' AND q.state IN ('waiting', 'needs_input');
ALTER TABLE argosy.connection FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.command FORCE ROW LEVEL SECURITY;
