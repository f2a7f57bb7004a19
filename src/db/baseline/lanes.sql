-- Lanes (one queue for each connection and kind of work), the processes that work them, and what they leave to each
-- other.

-- Work lanes: one row per connection and kind of work, claimed under a lease. Ids only.
CREATE TABLE argosy.lane (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('inbox', 'outbound', 'sweep', 'webhook')),
  due_at timestamptz,
  -- Raised by every wake-up; a worker only puts the lane to sleep when it is still what it claimed.
  seq bigint NOT NULL DEFAULT 1,
  lease_token uuid,
  lease_until timestamptz,
  failures int NOT NULL DEFAULT 0,
  -- A lane's row is written several times a turn. Behind a snapshot that is held for long (a backup, a report) nothing
  -- of what was written can be cleaned away, and whoever looks a lane up by its name walks all of it. So the version
  -- is the end of the index it is found by: the newest is found from the end, and nothing older is read. It is no
  -- unique index: each write would change a key, and wait for whoever works under the lane's lease.
  version bigint NOT NULL DEFAULT 1
);
CREATE INDEX lane_due ON argosy.lane (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX lane_by_version ON argosy.lane (organization_id, connection_id, kind, version);
GRANT SELECT, INSERT, UPDATE ON argosy.lane TO argosy_ingest;
CREATE POLICY ingest ON argosy.lane FOR ALL TO argosy_ingest USING (true) WITH CHECK (true);
-- The scheduler finds work over all tenants by ids and times, and sees no content.
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.lane TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.lane FOR ALL TO argosy_scheduler USING (true) WITH CHECK (true);
GRANT SELECT ON argosy.lane TO argosy_operator;
CREATE POLICY operator ON argosy.lane FOR SELECT TO argosy_operator USING (true);

-- Calls a platform still allows, by account, shared by all processes.
CREATE TABLE argosy.rate_bucket (
  scope text PRIMARY KEY,
  tokens float8 NOT NULL,
  frozen_until timestamptz,
  updated_at timestamptz NOT NULL,
  burst float8 NOT NULL,
  rate float8 NOT NULL CHECK (rate > 0)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.rate_bucket TO argosy_scheduler;

-- Processes that work with the program's own server, which all run on its machine: whether one of them has ended, the
-- machine's list of processes says, also after the server was started again. So unlike argosy.hub_process it is
-- logged.
CREATE TABLE argosy.local_process (
  id uuid PRIMARY KEY,
  -- Together they name one process of the machine.
  pid int NOT NULL CHECK (pid > 0),
  started_at text NOT NULL,
  -- Jobs under way, each as `job:attempt`.
  attempts text[] NOT NULL DEFAULT '{}',
  began_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.local_process TO argosy_scheduler;

-- Processes that hold leases and jobs; tokens of their leases begin with the first half of their ids, and the names of
-- all their sessions end with it. A process of which this server knows no session any more has ended, and nobody waits
-- for its leases. Not logged: a crash of the server ends all sessions and empties the table, so that it proves
-- nothing; nor does a standby that takes over.
CREATE UNLOGGED TABLE argosy.hub_process (
  id uuid PRIMARY KEY,
  -- Of the server's present life: a restart ends the sessions of processes that live.
  server_since timestamptz NOT NULL,
  -- Jobs under way, each as `job:attempt`.
  attempts text[] NOT NULL DEFAULT '{}'
);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.hub_process TO argosy_scheduler;

-- What fails by itself in work that is done in batches (words, sums, profits, statements, webhooks) waits here, so
-- that the others of its batch go on. One row a thing: a failure more counts, a success ends it.
CREATE TABLE argosy.parked_work (
  organization_id uuid NOT NULL,
  -- Which work; the kinds and what `mark` holds of each: src/hub/parked/kinds.ts.
  kind text NOT NULL,
  subject text NOT NULL,
  mark jsonb NOT NULL,
  -- Of a record of a channel: it ends with its connection.
  connection_id uuid,
  tries int NOT NULL DEFAULT 1,
  -- When it is tried again.
  due_at timestamptz NOT NULL,
  -- For whoever runs the hub.
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, kind, subject),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX parked_work_due ON argosy.parked_work (due_at);
CREATE INDEX parked_work_of_connection ON argosy.parked_work (organization_id, connection_id);
GRANT SELECT (organization_id, due_at) ON argosy.parked_work TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.parked_work FOR SELECT TO argosy_scheduler USING (true);

-- Jobs of runs on a distributed database, where the queue is on another server than the tenant's rows: written down in
-- the transaction that makes the run, and carried to the queue after it. Empty on a database that is not distributed.
CREATE TABLE argosy.job_outbox (
  organization_id uuid NOT NULL,
  -- The job's own id in the queue: carried twice, it is there once.
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  run_id uuid NOT NULL,
  group_id uuid NOT NULL,
  start_at timestamptz,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX job_outbox_run ON argosy.job_outbox (organization_id, run_id);
GRANT SELECT, INSERT, DELETE ON argosy.job_outbox TO argosy_app;
GRANT SELECT, DELETE ON argosy.job_outbox TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.job_outbox FOR ALL TO argosy_scheduler USING (true);

-- Objects no file is kept in any more, or not yet: upkeep removes them a day later.
CREATE TABLE argosy.leaving_object (
  organization_id uuid NOT NULL,
  object_key text NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, object_key)
);
CREATE INDEX leaving_object_at ON argosy.leaving_object (organization_id, noted_at);

-- Raises a lane's sequence and makes it due at the earlier of what it was and `at`. Every wake-up takes the row's
-- lock: none is lost. A version written meanwhile is higher, so that the bound holds for it too.
CREATE FUNCTION argosy.wake_lane(organization uuid, connections uuid[], lane_kind text, at timestamptz)
  RETURNS void LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
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
END
$$;

-- Every write of a lane is another version of it.
CREATE FUNCTION argosy.lane_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END
$$;
CREATE TRIGGER lane_written BEFORE UPDATE ON argosy.lane FOR EACH ROW EXECUTE FUNCTION argosy.lane_written();

-- The version of a lane's row; null: there is no such lane. Statistics count live rows: by them reading a lane's whole
-- history and sorting it looks as cheap as its last entry, so no other way is left to the planner.
CREATE FUNCTION argosy.lane_version(organization uuid, connection uuid, lane_kind text)
  RETURNS bigint LANGUAGE plpgsql STABLE
  SET enable_seqscan = off
  SET enable_bitmapscan = off
  SET enable_sort = off
AS $$
BEGIN
  RETURN (SELECT l.version FROM argosy.lane l WHERE l.organization_id = organization AND l.connection_id = connection
    AND l.kind = lane_kind
          ORDER BY l.version DESC LIMIT 1);
END
$$;

-- Makes the lane unless it is there. No key tells lanes apart: whoever makes one holds its name.
CREATE FUNCTION argosy.make_lane(organization uuid, connection uuid, lane_kind text, at timestamptz)
  RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('argosy.lane:' || organization || connection || lane_kind, 0));
  INSERT INTO argosy.lane (organization_id, connection_id, kind, due_at) SELECT organization, connection, lane_kind, at
  WHERE argosy.lane_version(organization, connection, lane_kind) IS NULL;
  RETURN FOUND;
END
$$;

-- Claims a lane of which `seen` is a version, unless somebody holds its row or its lease, or it is not due any more.
CREATE FUNCTION argosy.claim_lane(organization uuid, connection uuid, lane_kind text, seen bigint, token uuid,
  due_by timestamptz, lease_at timestamptz, lease interval)
  RETURNS TABLE(seq bigint, version bigint, failures int) LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
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
END
$$;

-- Wakes lanes as wake_lane does, and takes those nobody works at for the caller (`token`; null: takes none): their
-- turns begin with its commit, and nobody has to look for them. Tells others only where one is left that was not
-- taken.
CREATE FUNCTION argosy.wake_and_take(organization uuid, connections uuid[], lane_kind text, at timestamptz,
  token uuid, lease_at timestamptz, lease interval)
  RETURNS TABLE(connection_id uuid, taken boolean, seq bigint, version bigint, failures int) LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE c uuid; is_left boolean := false;
BEGIN
  FOR c IN SELECT DISTINCT u FROM unnest(connections) AS u ORDER BY u LOOP
    LOOP
      UPDATE argosy.lane w SET seq = w.seq + 1, due_at = least(w.due_at, at),
        lease_token = coalesce(w.lease_token, token), lease_until = CASE WHEN w.lease_token IS NULL
        AND token IS NOT NULL THEN coalesce(lease_at, clock_timestamp()) + lease ELSE w.lease_until END
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
END
$$;

-- Ends the leases of a dead process, whose tokens are between `first` and `last`: what was due is due now. A lane of
-- calls to a platform keeps its lease while something is due in it that must not be sent twice: the platform may still
-- be at work on it. Rows that somebody holds are answered as not freed.
CREATE FUNCTION argosy.free_leases(first uuid, last uuid, at timestamptz)
  RETURNS TABLE(organization_id uuid, connection_id uuid, kind text, freed boolean) LANGUAGE plpgsql AS $$
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
END
$$;

-- Wakes lanes nobody holds, and takes those nobody works at where a token is given, one after the other: in one
-- statement for all, the planner reads every lane's whole history. Rows of lanes that somebody holds or that are not
-- there are missing from the answer.
CREATE FUNCTION argosy.wake_free(organizations uuid[], connections uuid[], lane_kind text, at timestamptz, token uuid,
  lease_at timestamptz, lease interval)
  RETURNS TABLE(connection_id uuid, taken boolean, seq bigint, version bigint, failures int) LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
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
    RETURN QUERY UPDATE argosy.lane w SET seq = w.seq + 1, due_at = least(w.due_at, at),
      lease_token = coalesce(w.lease_token, token), lease_until = CASE WHEN w.lease_token IS NULL AND token IS NOT NULL
      THEN coalesce(lease_at, clock_timestamp()) + lease ELSE w.lease_until END
      WHERE w.organization_id = o AND w.connection_id = c AND w.kind = lane_kind AND w.version >= seen
      RETURNING c, coalesce(w.lease_token = token, false), w.seq, w.version, w.failures;
  END LOOP;
END
$$;

-- Which of the leases are still their worker's, and whether they last longer now: a row somebody holds is left as it
-- is.
CREATE FUNCTION argosy.renew_leases(organizations uuid[], connections uuid[], kinds text[], tokens uuid[],
  versions bigint[], until timestamptz)
  RETURNS TABLE(connection_id uuid, kind text, token uuid, renewed boolean) LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE m record;
BEGIN
  FOR m IN SELECT u.o, u.c, u.k, u.t, u.v FROM unnest(organizations, connections, kinds, tokens, versions) AS u(o, c, k,
    t, v) LOOP
    PERFORM 1 FROM argosy.lane l
    WHERE l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.version >= m.v
      AND l.lease_token = m.t;
    CONTINUE WHEN NOT FOUND;
    connection_id := m.c; kind := m.k; token := m.t;
    PERFORM 1 FROM argosy.lane l
    WHERE l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.version >= m.v
      AND l.lease_token = m.t
    FOR NO KEY UPDATE SKIP LOCKED;
    renewed := FOUND;
    IF FOUND THEN
      UPDATE argosy.lane l SET lease_until = until
      WHERE l.organization_id = m.o AND l.connection_id = m.c AND l.kind = m.k AND l.version >= m.v
        AND l.lease_token = m.t;
    END IF;
    RETURN NEXT;
  END LOOP;
END
$$;

-- Puts lanes back that are still their worker's, and answers whether they are due again. A row somebody holds is
-- waited for, or missing from the answer.
CREATE FUNCTION argosy.release_lanes(given json, waits boolean)
  RETURNS TABLE(connection_id uuid, kind text, due boolean) LANGUAGE plpgsql
  SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE g record;
BEGIN
  FOR g IN SELECT r.* FROM json_to_recordset(given) AS r(o uuid, c uuid, k text, t uuid, q bigint, v bigint, f int,
    at timestamptz, now timestamptz)
    ORDER BY r.o, r.c, r.k LOOP
    IF NOT waits THEN
      PERFORM 1 FROM argosy.lane l
      WHERE l.organization_id = g.o AND l.connection_id = g.c AND l.kind = g.k AND l.version >= g.v
        AND l.lease_token = g.t
      FOR UPDATE SKIP LOCKED;
      CONTINUE WHEN NOT FOUND;
    END IF;
    RETURN QUERY UPDATE argosy.lane l SET lease_token = NULL, lease_until = NULL, failures = g.f,
        due_at = CASE WHEN l.seq = g.q OR g.f > 0 THEN g.at ELSE least(g.at, g.now) END
      WHERE l.organization_id = g.o AND l.connection_id = g.c AND l.kind = g.k AND l.version >= g.v
        AND l.lease_token = g.t
      RETURNING l.connection_id, l.kind, coalesce(l.due_at <= g.now, false);
  END LOOP;
END
$$;

-- A file that goes leaves its object behind, for upkeep to remove.
CREATE FUNCTION argosy.object_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.leaving_object (organization_id, object_key) VALUES (OLD.organization_id, OLD.object_key)
  ON CONFLICT (organization_id, object_key) DO NOTHING;
  RETURN NULL;
END
$$;
