-- As 1220 did for every other table: partitions ask for their tenant without a subquery, those to come too.
CREATE OR REPLACE FUNCTION argosy.ensure_sync_log_partitions(months integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
    -- A distributed database takes no such statement, and hardly ever needs one: months are made ahead.
    IF EXISTS (SELECT 1 FROM argosy.sync_log_rest WHERE at >= start_at AND at < end_at) THEN
      EXECUTE format('WITH moved AS (DELETE FROM argosy.sync_log_rest WHERE at >= %L AND at < %L RETURNING *)
        INSERT INTO argosy.%I SELECT * FROM moved', start_at, end_at, name);
    END IF;
    ALTER TABLE argosy.sync_log_rest FORCE ROW LEVEL SECURITY;
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant())
      WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('ALTER TABLE argosy.sync_log ATTACH PARTITION argosy.%I FOR VALUES FROM (%L) TO (%L)', name, start_at, end_at);
    made := made + 1;
  END LOOP;
  RETURN made;
END $function$;

DO $$
DECLARE part regclass;
BEGIN
  FOR part IN SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = 'argosy.sync_log'::regclass LOOP
    EXECUTE format('ALTER POLICY tenant ON %s USING (organization_id = argosy.tenant())
      WITH CHECK (organization_id = argosy.tenant())', part);
  END LOOP;
END $$;
