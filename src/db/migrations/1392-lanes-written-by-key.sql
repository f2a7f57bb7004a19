-- Lanes woken, leased longer and put back by the index of their versions (0713), one after the other. In one statement
-- for all of them, a planner that has statistics of the few live rows reads every lane's whole history and joins it to
-- the rows asked for.

-- Wakes lanes nobody holds, and takes those nobody works at where a token is given. Rows of lanes that somebody holds or
-- that are not there are missing from the answer.
CREATE FUNCTION argosy.wake_free(organizations uuid[], connections uuid[], lane_kind text, at timestamptz, token uuid, lease_at timestamptz, lease interval)
RETURNS TABLE (connection_id uuid, taken boolean, seq bigint, version bigint, failures int)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE o uuid; c uuid; seen bigint;
BEGIN
  FOR o, c IN SELECT DISTINCT u.o, u.c FROM unnest(organizations, connections) AS u(o, c) ORDER BY 1, 2 LOOP
    seen := argosy.lane_version(o, c, lane_kind);
    CONTINUE WHEN seen IS NULL;
    PERFORM 1 FROM argosy.lane f
    WHERE f.organization_id = o AND f.connection_id = c AND f.kind = lane_kind AND f.version >= seen
    FOR NO KEY UPDATE SKIP LOCKED;
    CONTINUE WHEN NOT FOUND;
    RETURN QUERY UPDATE argosy.lane w SET seq = w.seq + 1, due_at = least(w.due_at, at), lease_token = coalesce(w.lease_token, token),
        lease_until = CASE WHEN w.lease_token IS NULL AND token IS NOT NULL THEN coalesce(lease_at, clock_timestamp()) + lease ELSE w.lease_until END
      WHERE w.organization_id = o AND w.connection_id = c AND w.kind = lane_kind AND w.version >= seen
      RETURNING c, coalesce(w.lease_token = token, false), w.seq, w.version, w.failures;
  END LOOP;
END $$;

-- Which of the leases are still their worker's, and whether they last longer now: a row somebody holds is left as it is.
CREATE FUNCTION argosy.renew_leases(organizations uuid[], connections uuid[], kinds text[], tokens uuid[], versions bigint[], until timestamptz)
RETURNS TABLE (connection_id uuid, kind text, token uuid, renewed boolean)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE m record;
BEGIN
  FOR m IN SELECT u.o, u.c, u.k, u.t, u.v FROM unnest(organizations, connections, kinds, tokens, versions) AS u(o, c, k, t, v) LOOP
    PERFORM 1 FROM argosy.lane l
    WHERE l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.version >= m.v AND l.lease_token = m.t;
    CONTINUE WHEN NOT FOUND;
    connection_id := m.c; kind := m.k; token := m.t;
    PERFORM 1 FROM argosy.lane l
    WHERE l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.version >= m.v AND l.lease_token = m.t
    FOR NO KEY UPDATE SKIP LOCKED;
    renewed := FOUND;
    IF FOUND THEN
      UPDATE argosy.lane l SET lease_until = until
      WHERE l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.version >= m.v AND l.lease_token = m.t;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- Puts lanes back that are still their worker's, and answers whether they are due again. A row somebody holds is waited
-- for, or missing from the answer.
CREATE FUNCTION argosy.release_lanes(given json, waits boolean)
RETURNS TABLE (connection_id uuid, kind text, due boolean)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE g record;
BEGIN
  FOR g IN SELECT r.* FROM json_to_recordset(given) AS r(o uuid, c uuid, k text, t uuid, q bigint, v bigint, f int, at timestamptz, now timestamptz)
    ORDER BY r.o, r.c, r.k LOOP
    IF NOT waits THEN
      PERFORM 1 FROM argosy.lane l
      WHERE l.organization_id = g.o AND l.connection_id = g.c AND l.kind = g.k AND l.version >= g.v AND l.lease_token = g.t
      FOR UPDATE SKIP LOCKED;
      CONTINUE WHEN NOT FOUND;
    END IF;
    RETURN QUERY UPDATE argosy.lane l SET lease_token = NULL, lease_until = NULL, failures = g.f,
        due_at = CASE WHEN l.seq = g.q OR g.f > 0 THEN g.at ELSE least(g.at, g.now) END
      WHERE l.organization_id = g.o AND l.connection_id = g.c AND l.kind = g.k AND l.version >= g.v AND l.lease_token = g.t
      RETURNING l.connection_id, l.kind, coalesce(l.due_at <= g.now, false);
  END LOOP;
END $$;

-- As wake_lane for endpoints of outgoing webhooks: news leave a lane that rests after failures to its rest, a person does not.
CREATE FUNCTION argosy.wake_endpoints(organization uuid, endpoints uuid[], at timestamptz, by_person boolean) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE e uuid;
BEGIN
  FOR e IN SELECT DISTINCT u FROM unnest(endpoints) AS u ORDER BY u LOOP
    LOOP
      UPDATE argosy.lane w SET seq = w.seq + 1,
        due_at = CASE WHEN w.failures > 0 AND NOT by_person THEN coalesce(w.due_at, at) ELSE least(w.due_at, at) END
      WHERE w.organization_id = organization AND w.connection_id = e AND w.kind = 'webhook'
        AND w.version >= argosy.lane_version(organization, e, 'webhook');
      EXIT WHEN FOUND OR argosy.make_lane(organization, e, 'webhook', at);
    END LOOP;
  END LOOP;
  PERFORM pg_notify('argosy_lane', 'webhook');
END $$;
