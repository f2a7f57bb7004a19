-- Where a file's bytes are: null: rows of stored_file_chunk; else the key of an object in the operator's object storage.
ALTER TABLE argosy.stored_file ADD COLUMN object_key text;

-- Objects no file is kept in any more, or not yet: upkeep removes them a day later.
CREATE TABLE argosy.leaving_object (
  organization_id uuid NOT NULL,
  object_key text NOT NULL,
  noted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, object_key)
);
CREATE INDEX leaving_object_at ON argosy.leaving_object (organization_id, noted_at);

DO $$
BEGIN
  ALTER TABLE argosy.leaving_object ENABLE ROW LEVEL SECURITY;
  ALTER TABLE argosy.leaving_object FORCE ROW LEVEL SECURITY;
  CREATE POLICY tenant ON argosy.leaving_object FOR ALL TO argosy_app
    USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
  GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.leaving_object TO argosy_app;
END $$;

CREATE FUNCTION argosy.object_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.leaving_object (organization_id, object_key) VALUES (OLD.organization_id, OLD.object_key)
  ON CONFLICT (organization_id, object_key) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER object_deleted AFTER DELETE ON argosy.stored_file FOR EACH ROW
  WHEN (OLD.object_key IS NOT NULL) EXECUTE FUNCTION argosy.object_left();
CREATE TRIGGER object_exchanged AFTER UPDATE OF object_key ON argosy.stored_file FOR EACH ROW
  WHEN (OLD.object_key IS NOT NULL AND OLD.object_key IS DISTINCT FROM NEW.object_key)
  EXECUTE FUNCTION argosy.object_left();
