-- Wakes lanes as wake_lane does, and takes those nobody works at for the caller (`token`; null: takes none): their turns
-- begin with its commit, and nobody has to look for them. Tells others only where one is left that was not taken.
CREATE FUNCTION argosy.wake_and_take(organization uuid, connections uuid[], lane_kind text, at timestamptz, token uuid, lease_at timestamptz, lease interval)
RETURNS TABLE (connection_id uuid, taken boolean, seq bigint, version bigint, failures int)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE c uuid; is_left boolean := false;
BEGIN
  FOR c IN SELECT DISTINCT u FROM unnest(connections) AS u ORDER BY u LOOP
    LOOP
      UPDATE argosy.lane w SET seq = w.seq + 1, due_at = least(w.due_at, at), lease_token = coalesce(w.lease_token, token),
        lease_until = CASE WHEN w.lease_token IS NULL AND token IS NOT NULL THEN coalesce(lease_at, clock_timestamp()) + lease ELSE w.lease_until END
      WHERE w.organization_id = organization AND w.connection_id = c AND w.kind = lane_kind
        AND w.version >= argosy.lane_version(organization, c, lane_kind)
      RETURNING c, coalesce(w.lease_token = token, false), w.seq, w.version, w.failures
      INTO connection_id, taken, seq, version, failures;
      EXIT WHEN FOUND;
      IF argosy.make_lane(organization, c, lane_kind, at) THEN
        connection_id := c; taken := false; seq := NULL; version := NULL; failures := NULL;
        EXIT;
      END IF;
    END LOOP;
    is_left := is_left OR NOT taken;
    RETURN NEXT;
  END LOOP;
  IF is_left THEN PERFORM pg_notify('argosy_lane', lane_kind); END IF;
END $$;
