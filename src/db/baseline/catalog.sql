-- Products, variants and categories, and stored files.

-- A product of the catalog; what is sold are its variants.
CREATE TABLE argosy.product (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
  description_html text NOT NULL DEFAULT '',
  brand text,
  sku text,
  active boolean NOT NULL DEFAULT true,
  attributes jsonb NOT NULL DEFAULT '{}',
  cost_minor bigint,
  weight_grams int CHECK (weight_grams >= 0),
  tax_class text,
  hsn text,
  gst_rate numeric(5,2),
  origin_country char(2),
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- A product's own SKU is looked for by files that name a parent; plain equality, as row level security demands.
  sku_key text GENERATED ALWAYS AS (lower(sku)) STORED,
  -- What a product is and its excerpt come with it from one channel and go with it to another.
  kind text NOT NULL DEFAULT 'goods' CHECK (kind IN ('goods', 'virtual')),
  short_description_html text NOT NULL DEFAULT '',
  dimensions jsonb,
  -- What lists are sorted by.
  title_key text GENERATED ALWAYS AS (lower(title)) STORED,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX product_created ON argosy.product (organization_id, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX product_sku ON argosy.product (organization_id, sku_key)
  WHERE sku_key IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX product_updated ON argosy.product (organization_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX product_by_name ON argosy.product (organization_id, title_key, id) WHERE deleted_at IS NULL;

-- What is sold and counted: one size and color of a product, with its SKU.
CREATE TABLE argosy.variant (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  product_id uuid NOT NULL,
  sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 255),
  barcode text,
  title text NOT NULL DEFAULT '',
  options jsonb NOT NULL DEFAULT '[]',
  position int NOT NULL DEFAULT 0,
  currency char(3) NOT NULL,
  price_minor bigint CHECK (price_minor >= 0),
  compare_at_minor bigint CHECK (compare_at_minor >= 0),
  cost_minor bigint CHECK (cost_minor >= 0),
  weight_grams int CHECK (weight_grams >= 0),
  dimensions jsonb,
  attributes jsonb NOT NULL DEFAULT '{}',
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  sku_key text GENERATED ALWAYS AS (lower(sku)) STORED,
  -- A variant is on sale or not by itself; a product has a size its variants fall back to.
  active boolean NOT NULL DEFAULT true,
  -- A gift card sold is owed, not earned: of the variant, and of a line where the channel says so of the line itself.
  gift_card boolean NOT NULL DEFAULT false,
  -- Whether a variant's stock is counted. What no channel counts and nobody gave a number is not; a seller's word
  -- stands.
  counted boolean NOT NULL DEFAULT true,
  counted_set boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES argosy.product (organization_id, id)
);
CREATE INDEX variant_product ON argosy.variant (organization_id, product_id);
CREATE INDEX variant_barcode ON argosy.variant (organization_id, barcode)
  WHERE barcode IS NOT NULL AND deleted_at IS NULL;
CREATE UNIQUE INDEX variant_sku ON argosy.variant (organization_id, sku_key) WHERE deleted_at IS NULL;

-- Images of a product, in their order; of one variant where it is named.
CREATE TABLE argosy.image (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  product_id uuid NOT NULL,
  variant_id uuid,
  url text NOT NULL,
  alt text NOT NULL DEFAULT '',
  position int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES argosy.product (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX image_product ON argosy.image (organization_id, product_id, "position");
-- Which product shows an uploaded image; all others are addresses elsewhere.
CREATE INDEX image_uploaded ON argosy.image (organization_id, url) WHERE url LIKE '/images/%';

-- The organization's own categories, a tree.
CREATE TABLE argosy.category (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  parent_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  position int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, parent_id) REFERENCES argosy.category (organization_id, id)
);
CREATE UNIQUE INDEX category_name ON argosy.category (organization_id,
  COALESCE(parent_id, '00000000-0000-0000-0000-000000000000'::uuid), lower(name));
CREATE INDEX category_parent ON argosy.category (organization_id, parent_id);

-- Which products are in which categories.
CREATE TABLE argosy.product_category (
  organization_id uuid NOT NULL,
  product_id uuid NOT NULL,
  category_id uuid NOT NULL,
  PRIMARY KEY (organization_id, product_id, category_id),
  FOREIGN KEY (organization_id, product_id) REFERENCES argosy.product (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, category_id) REFERENCES argosy.category (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX product_category_list ON argosy.product_category (organization_id, category_id, product_id DESC);

-- What a bundle is made of: so many units of other variants.
CREATE TABLE argosy.bundle_item (
  organization_id uuid NOT NULL,
  bundle_variant_id uuid NOT NULL,
  component_variant_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (organization_id, bundle_variant_id, component_variant_id),
  CHECK (bundle_variant_id <> component_variant_id),
  FOREIGN KEY (organization_id, bundle_variant_id) REFERENCES argosy.variant (organization_id, id),
  FOREIGN KEY (organization_id, component_variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE INDEX bundle_item_component ON argosy.bundle_item (organization_id, component_variant_id);

-- A file is written chunk by chunk while it comes in; until then it is not complete and nobody reads it.
CREATE TABLE argosy.stored_file (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  size bigint NOT NULL DEFAULT 0,
  sha256 bytea,
  complete boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Where a file's bytes are: null: rows of stored_file_chunk; else the key of an object in the operator's object
  -- storage.
  object_key text,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX stored_file_age ON argosy.stored_file (organization_id, created_at);
CREATE TRIGGER object_deleted AFTER DELETE ON argosy.stored_file
  FOR EACH ROW WHEN (OLD.object_key IS NOT NULL) EXECUTE FUNCTION argosy.object_left();
CREATE TRIGGER object_exchanged AFTER UPDATE OF object_key ON argosy.stored_file
  FOR EACH ROW WHEN (OLD.object_key IS NOT NULL AND OLD.object_key IS DISTINCT FROM NEW.object_key)
  EXECUTE FUNCTION argosy.object_left();

-- The bytes of a file that is kept in the database, in pieces.
CREATE TABLE argosy.stored_file_chunk (
  organization_id uuid NOT NULL,
  file_id uuid NOT NULL,
  number int NOT NULL,
  bytes bytea NOT NULL,
  PRIMARY KEY (organization_id, file_id, number),
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id) ON DELETE CASCADE
);

-- The forms in which one good's code may have been typed: as codeForms in src/commerce/product-codes.ts.
CREATE FUNCTION argosy.code_forms(code text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain text := btrim(code, E' \t\n\r\f\v');
  digits text := upper(regexp_replace(plain, '[[:space:]-]', '', 'g'));
  key text;
  total int := 0;
  forms text[];
BEGIN
  IF digits ~ '^([0-9]{8}|[0-9]{12,14})$' THEN
    key := lpad(digits, 14, '0');
  ELSIF digits ~ '^[0-9]{9}[0-9X]$' THEN
    FOR place IN 1..9 LOOP
      total := total + (11 - place) * substr(digits, place, 1)::int;
    END LOOP;
    IF right(digits, 1) = substr('0123456789X', (11 - total % 11) % 11 + 1, 1) THEN
      key := '0978' || left(digits, 9);
      total := 0;
      FOR place IN 2..13 LOOP
        total := total + CASE WHEN place % 2 = 0 THEN 1 ELSE 3 END * substr(key, place, 1)::int;
      END LOOP;
      key := key || ((10 - total % 10) % 10);
    END IF;
  END IF;
  IF key IS NULL THEN
    RETURN ARRAY[plain];
  END IF;
  forms := ARRAY[plain, key];
  IF key LIKE '0%' THEN forms := forms || substr(key, 2); END IF;
  IF key LIKE '00%' THEN forms := forms || substr(key, 3); END IF;
  IF key LIKE '000000%' THEN forms := forms || substr(key, 7); END IF;
  IF key LIKE '0978%' THEN
    total := 0;
    FOR place IN 1..9 LOOP
      total := total + (11 - place) * substr(key, place + 4, 1)::int;
    END LOOP;
    forms := forms || (substr(key, 5, 9) || substr('0123456789X', (11 - total % 11) % 11 + 1, 1));
  END IF;
  RETURN forms;
END
$$;
