-- Emulated stores a person explores with. The row outlives the store: what came from it stays marked.
SET LOCAL search_path = argosy, public;

-- When the platform first reached this connection's door: what the person who pastes addresses waits for.
ALTER TABLE connection ADD COLUMN first_webhook_at timestamptz;

CREATE TABLE sandbox_store (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- The shop is built from these again after a restart, on the same port where that is free.
  seed int NOT NULL,
  currency char(3) NOT NULL,
  port int NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);
CREATE INDEX sandbox_store_running ON sandbox_store (organization_id) WHERE ended_at IS NULL;

-- What was bought there, in order; bought again when the shop is rebuilt.
CREATE TABLE sandbox_order (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  number int NOT NULL,
  ext_key text NOT NULL,
  lines jsonb NOT NULL,
  payment text NOT NULL CHECK (payment IN ('paid', 'cod', 'pending')),
  placed_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, number),
  FOREIGN KEY (organization_id, connection_id) REFERENCES sandbox_store (organization_id, connection_id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sandbox_store', 'sandbox_order'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
GRANT SELECT (organization_id, connection_id, started_at, ended_at) ON sandbox_store TO argosy_scheduler;
CREATE POLICY scheduler ON sandbox_store FOR SELECT TO argosy_scheduler USING (true);
