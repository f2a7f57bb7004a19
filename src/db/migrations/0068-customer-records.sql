-- What is known of a customer and since when, merges that can be undone, and suggested duplicates.
SET LOCAL search_path = argosy, public;

ALTER TABLE customer
  ADD COLUMN notes text,
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  -- Null: nobody has said.
  ADD COLUMN accepts_marketing boolean,
  -- Postcode of the newest address, without spaces, lower case: with the name it suggests duplicates.
  ADD COLUMN postcode_key text,
  -- When the customer last told each field: what an older order says never overwrites it (decision 42).
  ADD COLUMN name_at timestamptz,
  ADD COLUMN email_at timestamptz,
  ADD COLUMN phone_at timestamptz,
  ADD COLUMN postcode_at timestamptz,
  ADD COLUMN name_key text GENERATED ALWAYS AS (lower(name)) STORED,
  -- The mailbox: what stands behind a + is the owner's own label.
  ADD COLUMN mailbox text GENERATED ALWAYS AS (regexp_replace(lower(email), '\+[^@]*@', '@')) STORED;
CREATE INDEX customer_phone ON customer (organization_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX customer_mailbox ON customer (organization_id, mailbox) WHERE mailbox IS NOT NULL;
CREATE INDEX customer_name_postcode ON customer (organization_id, name_key, postcode_key)
  WHERE name_key IS NOT NULL AND postcode_key IS NOT NULL;
CREATE INDEX customer_merged ON customer (organization_id, merged_into) WHERE merged_into IS NOT NULL;

-- What a merge moved, so that undoing it puts exactly this back.
CREATE TABLE customer_merge (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  survivor_id uuid NOT NULL,
  merged_id uuid NOT NULL,
  -- Customers that had been merged into merged_id before.
  earlier_ids uuid[] NOT NULL DEFAULT '{}',
  order_ids uuid[] NOT NULL DEFAULT '{}',
  -- [{"kind","value"}]
  contact_points jsonb NOT NULL DEFAULT '[]',
  -- Blank fields of the survivor that were filled; merged_id's row still holds what they were given.
  filled text[] NOT NULL DEFAULT '{}',
  tags text[] NOT NULL DEFAULT '{}',
  merged_at timestamptz NOT NULL,
  merged_by text NOT NULL,
  undone_at timestamptz,
  undone_by text,
  -- One of the two was erased: what the merge moved is forgotten and it cannot be undone.
  erased_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, survivor_id) REFERENCES customer (organization_id, id),
  FOREIGN KEY (organization_id, merged_id) REFERENCES customer (organization_id, id)
);
CREATE INDEX customer_merge_survivor ON customer_merge (organization_id, survivor_id, id DESC);
CREATE UNIQUE INDEX customer_merge_merged ON customer_merge (organization_id, merged_id) WHERE undone_at IS NULL;

-- Two customers who may be one person. Only ids: who they are stands in customer.
CREATE TABLE customer_duplicate (
  organization_id uuid NOT NULL,
  one_id uuid NOT NULL,
  other_id uuid NOT NULL,
  reasons text[] NOT NULL,
  found_at timestamptz NOT NULL,
  dismissed_at timestamptz,
  dismissed_by text,
  PRIMARY KEY (organization_id, one_id, other_id),
  FOREIGN KEY (organization_id, one_id) REFERENCES customer (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, other_id) REFERENCES customer (organization_id, id) ON DELETE CASCADE,
  CHECK (one_id < other_id)
);
CREATE INDEX customer_duplicate_other ON customer_duplicate (organization_id, other_id);
CREATE INDEX customer_duplicate_open ON customer_duplicate (organization_id, found_at DESC, one_id, other_id)
  WHERE dismissed_at IS NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customer_merge', 'customer_duplicate'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
