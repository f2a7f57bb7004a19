-- Files of an organization (uploads of imports), and imports of the catalogue.
SET LOCAL search_path = argosy, public;

-- A file is written chunk by chunk while it comes in; until then it is not complete and nobody reads it.
CREATE TABLE stored_file (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  size bigint NOT NULL DEFAULT 0,
  sha256 bytea,
  complete boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE TABLE stored_file_chunk (
  organization_id uuid NOT NULL,
  file_id uuid NOT NULL,
  number int NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (organization_id, file_id, number),
  FOREIGN KEY (organization_id, file_id) REFERENCES stored_file (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE catalog_import (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  -- Null when the file's time is over; what was found and done stays.
  file_id uuid,
  -- How the file is read: format, encoding, delimiter, header, columns, number of rows, notices.
  shape jsonb NOT NULL,
  sample jsonb NOT NULL DEFAULT '[]',
  -- A field (or null) for each column, in the columns' order.
  mapping jsonb NOT NULL,
  options jsonb NOT NULL,
  check_run_id uuid,
  apply_run_id uuid,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, file_id) REFERENCES stored_file (organization_id, id) ON DELETE SET NULL (file_id)
);
CREATE INDEX catalog_import_file ON catalog_import (organization_id, file_id) WHERE file_id IS NOT NULL;

-- What is wrong with a row, of the run that found it.
CREATE TABLE catalog_import_issue (
  organization_id uuid NOT NULL,
  import_id uuid NOT NULL,
  run_id uuid NOT NULL,
  row int NOT NULL,
  number int NOT NULL,
  severity text NOT NULL CHECK (severity IN ('error', 'warning')),
  code text NOT NULL,
  column_name text,
  value text,
  message text NOT NULL,
  PRIMARY KEY (organization_id, import_id, run_id, row, number),
  FOREIGN KEY (organization_id, import_id) REFERENCES catalog_import (organization_id, id) ON DELETE CASCADE
);

-- SKUs and products a run has met in the file, so that repeats far apart are seen without holding the file in memory.
CREATE TABLE catalog_import_key (
  organization_id uuid NOT NULL,
  import_id uuid NOT NULL,
  phase text NOT NULL CHECK (phase IN ('check', 'apply')),
  kind text NOT NULL CHECK (kind IN ('sku', 'product')),
  key text NOT NULL,
  row int NOT NULL,
  product_id uuid,
  -- A product's own row, understood, that waits for the rows of its variants.
  draft jsonb,
  PRIMARY KEY (organization_id, import_id, phase, kind, key),
  FOREIGN KEY (organization_id, import_id) REFERENCES catalog_import (organization_id, id) ON DELETE CASCADE
);

-- A product's own SKU is looked for by files that name a parent; plain equality, as row level security demands.
ALTER TABLE product ADD COLUMN sku_key text GENERATED ALWAYS AS (lower(sku)) STORED;
CREATE INDEX product_sku ON product (organization_id, sku_key) WHERE sku_key IS NOT NULL AND deleted_at IS NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stored_file', 'stored_file_chunk', 'catalog_import', 'catalog_import_issue', 'catalog_import_key'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
