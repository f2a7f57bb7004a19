-- Processes that hold leases and jobs; tokens of their leases begin with the first half of their ids, and the names of all
-- their sessions end with it. A process of which this server knows no session any more has ended, and nobody waits for
-- its leases. Not logged: a crash of the server ends all sessions and empties the table, so that it proves nothing; nor
-- does a standby that takes over.
CREATE UNLOGGED TABLE argosy.hub_process (
  id uuid PRIMARY KEY,
  -- Of the server's present life: a restart ends the sessions of processes that live.
  server_since timestamptz NOT NULL,
  -- Jobs under way, each as `job:attempt`.
  attempts text[] NOT NULL DEFAULT '{}'
);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.hub_process TO argosy_scheduler;

-- Ends the leases of a dead process, whose tokens are between `first` and `last`: what was due is due now. A lane of calls
-- to a platform keeps its lease while something is due in it that must not be sent twice: the platform may still be at
-- work on it. Rows that somebody holds are answered as not freed.
CREATE FUNCTION argosy.free_leases(first uuid, last uuid, at timestamptz)
RETURNS TABLE (organization_id uuid, connection_id uuid, kind text, freed boolean)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE m record;
BEGIN
  FOR m IN SELECT l.organization_id, l.connection_id, l.kind, l.version, l.lease_token FROM argosy.lane l
    WHERE l.lease_token BETWEEN first AND last AND l.lease_until >= at
    ORDER BY l.organization_id, l.connection_id, l.kind LOOP
    CONTINUE WHEN m.kind = 'outbound' AND (
      EXISTS (SELECT FROM argosy.command d WHERE d.organization_id = m.organization_id
        AND d.connection_id = m.connection_id AND d.due_at <= at)
      OR EXISTS (SELECT FROM argosy.product_listing d WHERE d.organization_id = m.organization_id
        AND d.connection_id = m.connection_id AND d.due_at <= at)
      OR EXISTS (SELECT FROM argosy.record_push d WHERE d.organization_id = m.organization_id
        AND d.connection_id = m.connection_id AND d.due_at <= at));
    organization_id := m.organization_id; connection_id := m.connection_id; kind := m.kind;
    PERFORM 1 FROM argosy.lane l
    WHERE l.organization_id = m.organization_id AND l.connection_id = m.connection_id AND l.kind = m.kind
      AND l.version >= m.version AND l.lease_token = m.lease_token
    FOR NO KEY UPDATE SKIP LOCKED;
    freed := FOUND;
    IF FOUND THEN
      UPDATE argosy.lane l SET lease_token = NULL, lease_until = NULL,
        due_at = CASE WHEN l.due_at <= at THEN at ELSE l.due_at END
      WHERE l.organization_id = m.organization_id AND l.connection_id = m.connection_id AND l.kind = m.kind
        AND l.version >= m.version AND l.lease_token = m.lease_token;
      PERFORM pg_notify('argosy_lane', m.kind);
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;
