-- A lane's row is written several times a turn. Behind a snapshot that is held for long (a backup, a report) nothing
-- of what was written can be cleaned away, and whoever looks a lane up by its name walks all of it, up to the last
-- version. So the version is the end of the index it is found by (0720): the newest is found from the end, and nothing
-- older is read. It is no unique index: each write would change a key, and wait for whoever works under the lane's lease.
ALTER TABLE argosy.lane ADD COLUMN version bigint NOT NULL DEFAULT 1;
ALTER TABLE argosy.lane DROP CONSTRAINT lane_pkey;

CREATE FUNCTION argosy.lane_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER lane_written BEFORE UPDATE ON argosy.lane FOR EACH ROW EXECUTE FUNCTION argosy.lane_written();

-- The version of a lane's row; null: there is no such lane. Statistics count live rows: by them reading a lane's whole
-- history and sorting it looks as cheap as its last entry, so no other way is left to the planner.
CREATE FUNCTION argosy.lane_version(organization uuid, connection uuid, lane_kind text) RETURNS bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
BEGIN
  RETURN (SELECT l.version FROM argosy.lane l WHERE l.organization_id = organization AND l.connection_id = connection AND l.kind = lane_kind
          ORDER BY l.version DESC LIMIT 1);
END $$;

-- Makes the lane unless it is there. No key tells lanes apart: whoever makes one holds its name.
CREATE FUNCTION argosy.make_lane(organization uuid, connection uuid, lane_kind text, at timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('argosy.lane:' || organization || connection || lane_kind, 0));
  INSERT INTO argosy.lane (organization_id, connection_id, kind, due_at) SELECT organization, connection, lane_kind, at
  WHERE argosy.lane_version(organization, connection, lane_kind) IS NULL;
  RETURN FOUND;
END $$;

-- As before: takes the row's lock, raises the sequence, makes the lane due at the earlier of what it was and `at`.
-- A version written meanwhile is higher, so that the bound holds for it too.
CREATE OR REPLACE FUNCTION argosy.wake_lane(organization uuid, connections uuid[], lane_kind text, at timestamptz) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE c uuid;
BEGIN
  FOR c IN SELECT DISTINCT u FROM unnest(connections) AS u ORDER BY u LOOP
    LOOP
      UPDATE argosy.lane w SET seq = w.seq + 1, due_at = least(w.due_at, at)
      WHERE w.organization_id = organization AND w.connection_id = c AND w.kind = lane_kind
        AND w.version >= argosy.lane_version(organization, c, lane_kind);
      EXIT WHEN FOUND OR argosy.make_lane(organization, c, lane_kind, at);
    END LOOP;
  END LOOP;
  PERFORM pg_notify('argosy_lane', lane_kind);
END $$;

-- Claims a lane of which `seen` is a version, unless somebody holds its row or its lease, or it is not due any more.
CREATE FUNCTION argosy.claim_lane(organization uuid, connection uuid, lane_kind text, seen bigint, token uuid, due_by timestamptz, lease_at timestamptz, lease interval)
RETURNS TABLE (seq bigint, version bigint, failures int)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE found_row argosy.lane;
BEGIN
  SELECT * INTO found_row FROM argosy.lane l
  WHERE l.organization_id = organization AND l.connection_id = connection AND l.kind = lane_kind AND l.version >= seen
  FOR UPDATE SKIP LOCKED;
  -- Asked here: a condition on due_at in the statement would let it read the index of all that is due.
  IF found_row.due_at IS NULL OR found_row.due_at > due_by OR found_row.lease_until >= lease_at THEN RETURN; END IF;
  RETURN QUERY UPDATE argosy.lane l SET lease_token = token, lease_until = lease_at + lease
    WHERE l.organization_id = organization AND l.connection_id = connection AND l.kind = lane_kind AND l.version >= seen
    RETURNING l.seq, l.version, l.failures;
END $$;
