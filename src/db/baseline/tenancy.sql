-- An organization sees and changes its own rows alone, in every table that has an organization_id. The user who owns
-- the tables is held to it as well. Where no subject granted less, tenants' work may read and write all of a table.
DO $$
DECLARE
  name text;
  is_granted boolean;
BEGIN
  FOR name, is_granted IN
    SELECT c.relname, EXISTS (
        SELECT FROM pg_catalog.aclexplode(c.relacl) a WHERE a.grantee = 'argosy_app'::regrole)
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
    WHERE c.relnamespace = 'argosy'::regnamespace AND c.relkind IN ('r', 'p')
    ORDER BY c.relname
  LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I TO argosy_app USING (organization_id = argosy.tenant())
      WITH CHECK (organization_id = argosy.tenant())', name);
    IF NOT is_granted THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
    END IF;
  END LOOP;
END $$;

SELECT argosy.ensure_sync_log_partitions(2);
