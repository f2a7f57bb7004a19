-- Parcels handed to a courier, and vans asked for (decision 276).
CREATE TABLE argosy.manifest (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- The courier's.
  connection_id uuid NOT NULL,
  -- The courier's own; null where it keeps none.
  number text,
  file_id uuid,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id)
);
CREATE INDEX manifest_newest ON argosy.manifest (organization_id, connection_id, created_at DESC, id DESC);
CREATE INDEX manifest_file ON argosy.manifest (organization_id, file_id) WHERE file_id IS NOT NULL;

-- Once handed over a shipment is not taken back any more. Its owner, who looks through the rows for the new key, is held
-- to the policies of the table too, and no organization is set here.
ALTER TABLE argosy.shipment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipment ADD COLUMN manifest_id uuid, ADD COLUMN handed_over_at timestamptz,
  ADD FOREIGN KEY (organization_id, manifest_id) REFERENCES argosy.manifest (organization_id, id);
ALTER TABLE argosy.shipment FORCE ROW LEVEL SECURITY;

CREATE TABLE argosy.pickup (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  location_id uuid NOT NULL,
  earliest timestamptz NOT NULL,
  latest timestamptz NOT NULL,
  parcels int NOT NULL CHECK (parcels > 0),
  -- standing: one was arranged before, or the courier comes by itself.
  state text NOT NULL CHECK (state IN ('arranged', 'standing', 'refused', 'unanswered')),
  ext_key text,
  -- The courier's own words.
  text text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX pickup_newest ON argosy.pickup (organization_id, connection_id, created_at DESC, id DESC);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['manifest', 'pickup'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
