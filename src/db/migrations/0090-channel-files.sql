-- Files as a channel: reports a seller carries from a platform to the hub, and stock files carried back.
SET LOCAL search_path = argosy, public;

CREATE TABLE channel_file (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  -- Null when the file's time is over; what it said stays.
  file_id uuid,
  sha256 bytea NOT NULL,
  run_id uuid,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, file_id) REFERENCES stored_file (organization_id, id) ON DELETE SET NULL (file_id)
);
CREATE INDEX channel_file_store ON channel_file (organization_id, connection_id, id DESC);
CREATE INDEX channel_file_stored ON channel_file (organization_id, file_id) WHERE file_id IS NOT NULL;

-- Rows that could not be read, or that look odd.
CREATE TABLE channel_file_issue (
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
  PRIMARY KEY (organization_id, channel_file_id, number),
  FOREIGN KEY (organization_id, channel_file_id) REFERENCES channel_file (organization_id, id) ON DELETE CASCADE
);

-- What reports say of parts of orders that no report has told whole yet.
CREATE TABLE channel_file_waiting (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  part_key text NOT NULL,
  raw jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, part_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id) ON DELETE CASCADE
);
-- Parts of a store's orders by their own key.
CREATE INDEX order_part_key ON order_part (organization_id, part_key) WHERE part_key <> '';

-- A stock file a seller took: the numbers in it are the channel's once the seller says that it was uploaded there.
CREATE TABLE stock_file (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  name text NOT NULL,
  lines int NOT NULL DEFAULT 0,
  taken_by text NOT NULL,
  taken_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX stock_file_store ON stock_file (organization_id, connection_id, id DESC);
CREATE TABLE stock_file_line (
  organization_id uuid NOT NULL,
  stock_file_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  location text NOT NULL,
  quantity int NOT NULL,
  want_seq bigint NOT NULL,
  PRIMARY KEY (organization_id, stock_file_id, listing_id, location),
  FOREIGN KEY (organization_id, stock_file_id) REFERENCES stock_file (organization_id, id) ON DELETE CASCADE
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['channel_file', 'channel_file_issue', 'channel_file_waiting', 'stock_file', 'stock_file_line'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
