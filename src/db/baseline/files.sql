-- Uploaded product files and reports of platforms.

-- An uploaded product file, how its columns are read, and its check and its import.
CREATE TABLE argosy.catalog_import (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
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
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id) ON DELETE
    SET NULL (file_id)
);
CREATE INDEX catalog_import_file ON argosy.catalog_import (organization_id, file_id) WHERE file_id IS NOT NULL;

-- What is wrong with a row, of the run that found it.
CREATE TABLE argosy.catalog_import_issue (
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
  -- The code of what is wrong with a row and what fills its gaps (src/commerce/sentence.ts); null: its code says it
  -- all.
  said jsonb,
  PRIMARY KEY (organization_id, import_id, run_id, "row", number),
  FOREIGN KEY (organization_id, import_id) REFERENCES argosy.catalog_import (organization_id, id) ON DELETE CASCADE
);

-- SKUs and products a run has met in the file, so that repeats far apart are seen without holding the file in memory.
CREATE TABLE argosy.catalog_import_key (
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
  FOREIGN KEY (organization_id, import_id) REFERENCES argosy.catalog_import (organization_id, id) ON DELETE CASCADE
);

-- A report of a platform without an API, uploaded by the seller.
CREATE TABLE argosy.channel_file (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  -- Null when the file's time is over; what it said stays.
  file_id uuid,
  sha256 bytea NOT NULL,
  run_id uuid,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- A report that may name an erased person and is being read at that moment: its file ends with its run.
  ends_with_run boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id) ON DELETE
    SET NULL (file_id)
);
CREATE INDEX channel_file_store ON argosy.channel_file (organization_id, connection_id, id DESC);
CREATE INDEX channel_file_stored ON argosy.channel_file (organization_id, file_id) WHERE file_id IS NOT NULL;
CREATE INDEX channel_file_ends ON argosy.channel_file (organization_id) WHERE ends_with_run;
GRANT SELECT (organization_id, ends_with_run) ON argosy.channel_file TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.channel_file FOR SELECT TO argosy_scheduler USING (true);

-- Rows that could not be read, or that look odd.
CREATE TABLE argosy.channel_file_issue (
  organization_id uuid NOT NULL,
  channel_file_id uuid NOT NULL,
  number int NOT NULL,
  sheet text NOT NULL,
  row int NOT NULL,
  severity text NOT NULL CHECK (severity IN ('error', 'warning')),
  code text NOT NULL,
  column_name text,
  value text,
  message text NOT NULL,
  message_said jsonb,
  PRIMARY KEY (organization_id, channel_file_id, number),
  FOREIGN KEY (organization_id, channel_file_id) REFERENCES argosy.channel_file (organization_id, id)
    ON DELETE CASCADE
);

-- What reports say of parts of orders that no report has told whole yet.
CREATE TABLE argosy.channel_file_waiting (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  part_key text NOT NULL,
  raw jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, part_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
