-- Audit hashes, sync log partitions, breaker state, and what the catalogue and listings need to be found fast.
SET LOCAL search_path = argosy, public;

-- What an audit entry's hash covers: everything it says, and the hash of the entry before it.
CREATE FUNCTION audit_hash(previous bytea, organization uuid, number bigint, at timestamptz, actor text, action text,
  target_kind text, target_id text, details jsonb, request_id text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(jsonb_build_array(encode(previous, 'hex'), organization, number,
    (extract(epoch FROM at) * 1000000)::bigint, actor, action, target_kind, target_id, details, request_id)::text, 'UTF8'))
$$;

-- Monthly partitions of the sync log, from this month on. Run by the owner at start; what no partition
-- takes stays in sync_log_rest and moves here when its month gets one.
CREATE FUNCTION ensure_sync_log_partitions(months int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  start_at timestamptz;
  end_at timestamptz;
  name text;
  made int := 0;
BEGIN
  FOR i IN 0..months LOOP
    start_at := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    end_at := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i + 1)) AT TIME ZONE 'UTC';
    name := 'sync_log_' || to_char(start_at AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('argosy.' || name) IS NOT NULL;
    EXECUTE format('CREATE TABLE argosy.%I (LIKE argosy.sync_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    -- Forced row level security would hide the rows from the owner too.
    ALTER TABLE argosy.sync_log_rest NO FORCE ROW LEVEL SECURITY;
    EXECUTE format('WITH moved AS (DELETE FROM argosy.sync_log_rest WHERE at >= %L AND at < %L RETURNING *) INSERT INTO argosy.%I SELECT * FROM moved', start_at, end_at, name);
    ALTER TABLE argosy.sync_log_rest FORCE ROW LEVEL SECURITY;
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('ALTER TABLE argosy.sync_log ATTACH PARTITION argosy.%I FOR VALUES FROM (%L) TO (%L)', name, start_at, end_at);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

-- Retention: drops the months that lie wholly before the time given. Run by the owner.
CREATE FUNCTION drop_sync_log_before(cutoff timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  part record;
  dropped int := 0;
BEGIN
  FOR part IN
    SELECT c.relname, to_date(substring(c.relname FROM 10), 'YYYY_MM') AS month
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'argosy.sync_log'::regclass AND c.relname ~ '^sync_log_\d{4}_\d{2}$'
  LOOP
    CONTINUE WHEN ((part.month + interval '1 month')::timestamp AT TIME ZONE 'UTC') > cutoff;
    EXECUTE format('DROP TABLE argosy.%I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  ALTER TABLE argosy.sync_log_rest NO FORCE ROW LEVEL SECURITY;
  DELETE FROM argosy.sync_log_rest WHERE at < cutoff;
  ALTER TABLE argosy.sync_log_rest FORCE ROW LEVEL SECURITY;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION ensure_sync_log_partitions(int), drop_sync_log_before(timestamptz) FROM PUBLIC;
SELECT ensure_sync_log_partitions(2);

-- The breaker lives in the processes; this is what they last said about it, for people.
ALTER TABLE connection
  ADD COLUMN breaker text NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'half_open')),
  ADD COLUMN breaker_until timestamptz,
  -- First failure since the last success; null while all is well.
  ADD COLUMN failing_since timestamptz;

-- A store shows its worst open piece of work; few rows have attempts.
CREATE INDEX listing_stock_failing ON listing_stock (organization_id, connection_id) WHERE attempts > 0;
CREATE INDEX listing_price_failing ON listing_price (organization_id, connection_id) WHERE attempts > 0;
CREATE INDEX product_listing_failing ON product_listing (organization_id, connection_id) WHERE attempts > 0;
CREATE INDEX command_failing ON command (organization_id, connection_id) WHERE attempts > 0 AND finished_at IS NULL;
CREATE INDEX inbox_event_failing ON inbox_event (organization_id, connection_id) WHERE attempts > 0 AND status IN ('pending', 'failed');

CREATE INDEX listing_barcode ON listing (organization_id, connection_id, barcode) WHERE barcode IS NOT NULL;
CREATE INDEX category_parent ON category (organization_id, parent_id);
