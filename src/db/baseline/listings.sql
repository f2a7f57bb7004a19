-- What channels list: their products and items, and what of ours they are linked to.

-- A product as it stands on one store; owns the content aspect.
CREATE TABLE argosy.product_listing (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  -- Null while the product is on its way to the channel for the first time.
  ext_key text,
  product_id uuid,
  title text NOT NULL,
  platform_status text NOT NULL DEFAULT '',
  url text,
  ext jsonb NOT NULL DEFAULT 'null',
  -- The channel's own description of the product (ChannelProduct without raw), for plan, import and conflicts.
  snapshot jsonb NOT NULL DEFAULT 'null',
  raw jsonb NOT NULL DEFAULT 'null',
  version_kind text,
  version_value numeric(38,0),
  content_sync boolean NOT NULL DEFAULT false,
  want_seq bigint NOT NULL DEFAULT 0,
  sent_seq bigint NOT NULL DEFAULT 0,
  ack_seq bigint NOT NULL DEFAULT 0,
  acked_hash text,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'waiting', 'sent', 'failed', 'rejected')),
  error text,
  seen_at timestamptz,
  gone_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- {"title": {"h": ours, "c": the channel's, "a": agreed}}; long values by their hash, a variant's as
  -- "barcode:<listing id>".
  base jsonb NOT NULL DEFAULT '{}',
  -- Fields of ours to write once although content sync is off: a person has said so.
  push_fields text[] NOT NULL DEFAULT '{}',
  -- A deleted product that its channels are to take off sale.
  leaves boolean NOT NULL DEFAULT false,
  -- What a channel finds wrong with a product listed there (null: it does not tell), and whether that keeps it off
  -- sale.
  issues jsonb,
  is_blocked boolean NOT NULL DEFAULT false,
  -- What a product says of itself on one channel instead of its own words and images, and that it is off sale there
  -- (decision 290). Null, or false: the product's.
  own_title text CHECK (length(own_title) BETWEEN 1 AND 500),
  own_description_html text,
  own_images boolean NOT NULL DEFAULT false,
  off_sale boolean NOT NULL DEFAULT false,
  own_at timestamptz,
  error_said jsonb,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES argosy.product (organization_id, id)
);
CREATE UNIQUE INDEX product_listing_ext ON argosy.product_listing (organization_id, connection_id, ext_key);
CREATE UNIQUE INDEX product_listing_product ON argosy.product_listing (organization_id, product_id, connection_id,
  id);
CREATE INDEX product_listing_due ON argosy.product_listing (organization_id, connection_id, due_at)
  WHERE due_at IS NOT NULL;
CREATE INDEX product_listing_failing ON argosy.product_listing (organization_id, connection_id) WHERE attempts > 0;
CREATE INDEX product_listing_blocked ON argosy.product_listing (organization_id, connection_id) WHERE is_blocked;
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.product_listing TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.product_listing FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.product_listing TO argosy_operator;
CREATE POLICY operator ON argosy.product_listing FOR SELECT TO argosy_operator USING (true);

-- A variant as it stands on one store; owns stock and price.
CREATE TABLE argosy.listing (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  product_listing_id uuid NOT NULL,
  ext_key text NOT NULL,
  inventory_key text,
  variant_id uuid,
  sku text,
  barcode text,
  title text NOT NULL DEFAULT '',
  ext jsonb NOT NULL DEFAULT 'null',
  state text NOT NULL DEFAULT 'unmapped' CHECK (state IN ('unmapped', 'suggested', 'mapped', 'ignored')),
  suggested_variant_id uuid,
  match_method text CHECK (match_method IN ('sku', 'barcode', 'title', 'manual', 'created')),
  confidence int CHECK (confidence BETWEEN 0 AND 100),
  matched_by text,
  matched_at timestamptz,
  stock_sync boolean NOT NULL DEFAULT true,
  price_sync boolean NOT NULL DEFAULT false,
  active boolean NOT NULL DEFAULT true,
  -- The channel counts this item's stock at all.
  counted boolean NOT NULL DEFAULT true,
  seen_at timestamptz,
  gone_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  sku_key text GENERATED ALWAYS AS (lower(sku)) STORED,
  -- Why a link was suggested or made, for people.
  match_reason text,
  -- When the number was true that became the opening stock of the listing's variant; null: another gave it, or nobody
  -- did.
  opened_at timestamptz,
  -- Stock is not in sync because the first sync left open whose number is right.
  stock_waits boolean NOT NULL DEFAULT false,
  -- With Argosy called right, an item it never counted has no number to send. The first one given ends that wait.
  awaits_number boolean NOT NULL DEFAULT false,
  -- An item Argosy created on a channel is counted there, whatever the channel's first answer shows of it.
  made_here boolean NOT NULL DEFAULT false,
  -- A deleted variant's items show none on their channels before their links end: its units are for sale there
  -- otherwise.
  leaves boolean NOT NULL DEFAULT false,
  -- Units that lie in the marketplace's own warehouses: it counts them, and nobody else sets them.
  marketplace_units int,
  marketplace_at timestamptz,
  -- Items of a store with the same one show the same number (variations whose stock their product counts), and one of
  -- them writes it; null: the number is its own.
  shared_stock text,
  -- A pack: [{variantKey, quantity}], what the channel takes of its other items when it sells this one; null: nothing,
  -- or not told.
  contents jsonb,
  PRIMARY KEY (organization_id, id),
  CHECK ((state = 'mapped') = (variant_id IS NOT NULL)),
  CONSTRAINT listing_awaits_number CHECK (stock_waits OR NOT awaits_number),
  CONSTRAINT listing_leaves CHECK (variant_id IS NOT NULL OR NOT leaves),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, product_listing_id) REFERENCES argosy.product_listing (organization_id, id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE UNIQUE INDEX listing_ext ON argosy.listing (organization_id, connection_id, ext_key);
CREATE INDEX listing_inventory ON argosy.listing (organization_id, connection_id, inventory_key)
  WHERE inventory_key IS NOT NULL;
CREATE INDEX listing_variant ON argosy.listing (organization_id, variant_id) WHERE variant_id IS NOT NULL;
CREATE INDEX listing_product ON argosy.listing (organization_id, product_listing_id);
CREATE INDEX listing_state ON argosy.listing (organization_id, connection_id, state, id);
CREATE INDEX listing_barcode ON argosy.listing (organization_id, connection_id, barcode) WHERE barcode IS NOT NULL;
CREATE INDEX listing_sku ON argosy.listing (organization_id, connection_id, sku_key) WHERE sku_key IS NOT NULL;
CREATE INDEX listing_price_steered ON argosy.listing (organization_id, connection_id, variant_id)
  WHERE price_sync AND variant_id IS NOT NULL;
CREATE INDEX listing_suggested ON argosy.listing (organization_id, connection_id, confidence DESC, id DESC)
  WHERE state = 'suggested';
CREATE INDEX listing_suggested_variant ON argosy.listing (organization_id, connection_id, suggested_variant_id)
  WHERE state = 'suggested';
CREATE INDEX listing_stock_waits ON argosy.listing (organization_id, connection_id, id) WHERE stock_waits;
CREATE INDEX listing_awaits_number ON argosy.listing (organization_id, variant_id) WHERE awaits_number;
CREATE INDEX listing_leaves ON argosy.listing (organization_id, id) WHERE leaves;
-- Links of one channel, where another has many.
CREATE INDEX listing_by_age ON argosy.listing (organization_id, connection_id, id);
-- The items that show a number together, by it.
CREATE INDEX listing_shared_stock ON argosy.listing (organization_id, connection_id, shared_stock)
  WHERE shared_stock IS NOT NULL;
-- Packs of a store: few, among all of its items.
CREATE INDEX listing_contents ON argosy.listing (organization_id, connection_id) WHERE contents IS NOT NULL;
-- The items of a channel that show one number.
CREATE INDEX listing_shared ON argosy.listing (organization_id, connection_id, shared_stock)
  WHERE shared_stock IS NOT NULL;
GRANT SELECT (organization_id, leaves) ON argosy.listing TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.listing FOR SELECT TO argosy_scheduler USING (true);

-- The images of product listings with images of their own.
CREATE TABLE argosy.listing_image (
  organization_id uuid NOT NULL,
  product_listing_id uuid NOT NULL,
  position int NOT NULL CHECK ("position" >= 0),
  url text NOT NULL,
  alt text NOT NULL DEFAULT '',
  PRIMARY KEY (organization_id, product_listing_id, "position"),
  FOREIGN KEY (organization_id, product_listing_id) REFERENCES argosy.product_listing (organization_id, id)
    ON DELETE CASCADE
);
CREATE INDEX listing_image_uploaded ON argosy.listing_image (organization_id, url) WHERE url LIKE '/images/%';

-- A channel's category and the one of ours it stands for.
CREATE TABLE argosy.category_listing (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  parent_key text,
  name text NOT NULL,
  category_id uuid,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, category_id) REFERENCES argosy.category (organization_id, id) ON DELETE
    SET NULL (category_id)
);
CREATE INDEX category_listing_category ON argosy.category_listing (organization_id, category_id)
  WHERE category_id IS NOT NULL;

-- A pair a person said is not the same thing: never suggested or linked by itself again.
CREATE TABLE argosy.match_rejection (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  rejected_by text NOT NULL,
  rejected_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, listing_id, variant_id),
  FOREIGN KEY (organization_id, listing_id) REFERENCES argosy.listing (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE INDEX match_rejection_variant ON argosy.match_rejection (organization_id, variant_id);
