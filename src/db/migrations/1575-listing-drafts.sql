-- Listings made in the hub for marketplaces (decision 700): the channel's categories, what each asks for, and drafts.

-- A channel's categories as its platform told them last; replaced as a whole.
CREATE TABLE argosy.listing_category (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  parent_key text,
  name text NOT NULL,
  -- Listings may stand in it.
  is_leaf boolean NOT NULL,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX listing_category_parent ON argosy.listing_category (organization_id, connection_id, parent_key);

-- When the categories were read, and their version there.
CREATE TABLE argosy.listing_tree (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  version text NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);

-- What a category asks for, as read last, and how its fields are filled from products.
CREATE TABLE argosy.listing_schema (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  category_key text NOT NULL,
  schema jsonb NOT NULL,
  read_at timestamptz NOT NULL,
  -- Fields that came, went or changed at changed_at; NULL: none did since the first reading.
  changes jsonb,
  changed_at timestamptz,
  rules jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (organization_id, connection_id, category_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);

-- A product on its way to becoming a listing of a channel. Its sending is a record_push of the kind listing_draft.
CREATE TABLE argosy.listing_draft (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  product_id uuid NOT NULL,
  category_key text NOT NULL,
  -- Values written for this listing alone, of the product and by variant.
  own jsonb NOT NULL DEFAULT '{"product": {}, "variants": {}}',
  -- sending: it goes at publish_at. waiting: the platform has it and answers later. refused: the platform named problems.
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'sending', 'waiting', 'listed', 'refused')),
  -- What the check found, or the platform: field, variantId, text, said.
  problems jsonb NOT NULL DEFAULT '[]',
  problem_count int NOT NULL DEFAULT 0,
  checked_at timestamptz NOT NULL,
  publish_at timestamptz,
  -- What the platform's answer is asked for by.
  handle text,
  ext_key text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, connection_id, product_id),
  FOREIGN KEY (organization_id, connection_id, category_key)
    REFERENCES argosy.listing_schema (organization_id, connection_id, category_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, product_id) REFERENCES argosy.product (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX listing_draft_category ON argosy.listing_draft (organization_id, connection_id, category_key);
CREATE INDEX listing_draft_product ON argosy.listing_draft (organization_id, product_id);
CREATE INDEX listing_draft_age ON argosy.listing_draft (organization_id, created_at, id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['listing_category', 'listing_tree', 'listing_schema', 'listing_draft'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;

ALTER TABLE argosy.record_push DROP CONSTRAINT record_push_kind_check;
ALTER TABLE argosy.record_push ADD CONSTRAINT record_push_kind_check
  CHECK (kind IN ('category', 'customer', 'listing_draft'));
