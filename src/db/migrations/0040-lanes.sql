-- Sweeps (polling, reconcile) run in lanes of their own; a lane that keeps failing backs off.
SET LOCAL search_path = argosy, public;
ALTER TABLE lane DROP CONSTRAINT lane_kind_check;
ALTER TABLE lane ADD CONSTRAINT lane_kind_check CHECK (kind IN ('inbox', 'outbound', 'sweep'));
ALTER TABLE lane ADD COLUMN failures int NOT NULL DEFAULT 0;

-- Raises a lane's sequence and makes it due at the earlier of what it was and `at`. Every wake-up takes the
-- row's lock, so that a worker putting the lane to sleep and a wake-up never miss each other.
CREATE FUNCTION wake_lane(organization uuid, connections uuid[], lane_kind text, at timestamptz) RETURNS void
LANGUAGE sql AS $$
  INSERT INTO argosy.lane (organization_id, connection_id, kind, due_at)
  SELECT organization, c, lane_kind, at FROM (SELECT DISTINCT unnest(connections) AS c) AS d ORDER BY c
  ON CONFLICT (organization_id, connection_id, kind)
  DO UPDATE SET seq = lane.seq + 1, due_at = least(lane.due_at, excluded.due_at);
  SELECT pg_notify('argosy_lane', lane_kind);
$$;

-- Grows by one with every renewal of a grant, so that a process sees that another one renewed it.
ALTER TABLE access_grant ADD COLUMN generation int NOT NULL DEFAULT 0;
