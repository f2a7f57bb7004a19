-- Batches (decision 613): orders that are picked together with a cart, each in a tote of its own.
CREATE TABLE argosy.pick_batch (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'finished')),
  cart text NOT NULL DEFAULT '',
  -- The member who picks it; null: nobody yet.
  assigned_to text,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  finished_at timestamptz,
  finished_by text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX pick_batch_number ON argosy.pick_batch (organization_id, number);
CREATE INDEX pick_batch_state ON argosy.pick_batch (organization_id, state, id DESC);

CREATE TABLE argosy.pick_batch_order (
  organization_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  order_id uuid NOT NULL,
  tote int NOT NULL CHECK (tote > 0),
  -- As long as its batch is.
  is_open boolean NOT NULL DEFAULT true,
  PRIMARY KEY (organization_id, batch_id, order_id),
  FOREIGN KEY (organization_id, batch_id) REFERENCES argosy.pick_batch (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX pick_batch_order_open ON argosy.pick_batch_order (organization_id, order_id) WHERE is_open;
CREATE UNIQUE INDEX pick_batch_order_tote ON argosy.pick_batch_order (organization_id, batch_id, tote);

-- What was taken from the shelves for a batch, line by line.
CREATE TABLE argosy.pick_batch_pick (
  organization_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  line_id uuid NOT NULL,
  picked_at timestamptz NOT NULL,
  picked_by text NOT NULL,
  PRIMARY KEY (organization_id, batch_id, line_id),
  FOREIGN KEY (organization_id, batch_id) REFERENCES argosy.pick_batch (organization_id, id) ON DELETE CASCADE
);

-- A parcel that was scanned to the last item: what is in it, who packed it and when. The id is the station's.
CREATE TABLE argosy.order_packing (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  batch_id uuid,
  items jsonb NOT NULL,
  packed_at timestamptz NOT NULL,
  packed_by text NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX order_packing_order ON argosy.order_packing (organization_id, order_id, packed_at DESC);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pick_batch', 'pick_batch_order', 'pick_batch_pick', 'order_packing'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
