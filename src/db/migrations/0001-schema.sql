-- The vocabulary as tables. organization_id leads every key (row level security, sharding by tenant).
-- Roles argosy_app, argosy_ingest, argosy_scheduler and argosy_auth exist before migrations run.
CREATE SCHEMA IF NOT EXISTS argosy;
CREATE SCHEMA IF NOT EXISTS auth;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
SET LOCAL search_path = argosy, public;

-- UUID version 7 (time-ordered, good index locality); PostgreSQL 15 to 17 have no uuidv7().
CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        PLACING substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
        FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- The tenant of the transaction; unset or empty raises, so that a forgotten tenant is loud.
CREATE FUNCTION tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT current_setting('argosy.organization')::uuid
$$;

CREATE TABLE organization (
  organization_id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  slug text NOT NULL UNIQUE,
  currency char(3) NOT NULL DEFAULT 'USD',
  zone text NOT NULL DEFAULT 'UTC',
  language text NOT NULL DEFAULT 'en',
  settings jsonb NOT NULL DEFAULT '{}',
  -- Limits set by the operator: {"stores":n,"members":n,"ordersPerMonth":n}; an absent key is unlimited.
  plan jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE secret (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  owner_kind text NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  version int NOT NULL DEFAULT 1,
  ciphertext bytea NOT NULL,
  iv bytea NOT NULL,
  tag bytea NOT NULL,
  key_id text NOT NULL,
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, owner_kind, owner_id, name)
);

-- Connections ---------------------------------------------------------------------------------------

-- What a platform granted: one grant may serve several connections (one token, many shops).
CREATE TABLE access_grant (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  provider text NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}',
  expires_at timestamptz,
  refreshed_at timestamptz,
  error text,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE connection (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  kind text NOT NULL CHECK (kind IN ('commerce', 'logistics', 'marketing')),
  provider text NOT NULL,
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  store_url text,
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'active', 'paused', 'inactive', 'needs_reauth', 'error', 'deleted')),
  health text NOT NULL DEFAULT 'unknown' CHECK (health IN ('healthy', 'degraded', 'failing', 'unknown')),
  sync_state text NOT NULL DEFAULT 'pending' CHECK (sync_state IN ('pending', 'idle', 'syncing', 'error')),
  last_error text,
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  last_sync_at timestamptz,
  grant_id uuid,
  account_id text,
  facts jsonb NOT NULL DEFAULT '{}',
  warnings text[] NOT NULL DEFAULT '{}',
  missing_scopes jsonb NOT NULL DEFAULT '[]',
  -- Non-secret form values and store settings (A10).
  settings jsonb NOT NULL DEFAULT '{}',
  endpoint text,
  order_prefix text NOT NULL DEFAULT '',
  -- Orders placed before this reserve nothing and move no stock.
  stock_cutover_at timestamptz,
  -- Unguessable part of the webhook URLs; ingress_route holds its hash.
  webhook_key text NOT NULL,
  installed_at timestamptz,
  draft_expires_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, grant_id) REFERENCES access_grant (organization_id, id)
);
CREATE UNIQUE INDEX connection_code ON connection (organization_id, code) WHERE deleted_at IS NULL;
CREATE INDEX connection_provider ON connection (organization_id, provider, account_id);

-- Which tenant a request without a session belongs to. Holds no secret: only a hash of the URL's key.
CREATE TABLE ingress_route (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('webhook', 'connect')),
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  provider text NOT NULL,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ingress_route_connection ON ingress_route (organization_id, connection_id);

-- Providers that call one address per app: the account named in the verified request finds the connections.
CREATE TABLE account_route (
  provider text NOT NULL,
  account_id text NOT NULL,
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  PRIMARY KEY (provider, account_id, organization_id, connection_id)
);

CREATE TABLE subscription (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  topic text NOT NULL,
  url text NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'paused', 'disabled')),
  checked_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);

CREATE TABLE sync_cursor (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  sweep text NOT NULL,
  cursor text,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  next_at timestamptz,
  error text,
  PRIMARY KEY (organization_id, connection_id, sweep),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);

-- Work lanes: one row per connection and kind of work, claimed under a lease. Ids only.
CREATE TABLE lane (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('inbox', 'outbound')),
  due_at timestamptz,
  -- Raised by every wake-up; a worker only puts the lane to sleep when it is still what it claimed.
  seq bigint NOT NULL DEFAULT 1,
  lease_token uuid,
  lease_until timestamptz,
  PRIMARY KEY (organization_id, connection_id, kind)
);
CREATE INDEX lane_due ON lane (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE rate_bucket (
  scope text PRIMARY KEY,
  tokens double precision NOT NULL,
  frozen_until timestamptz,
  updated_at timestamptz NOT NULL
);

-- Inbox ---------------------------------------------------------------------------------------------

CREATE TABLE inbox_event (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  ref text NOT NULL,
  topic text NOT NULL,
  source text NOT NULL DEFAULT 'webhook' CHECK (source IN ('webhook', 'poll')),
  dedup_key text,
  trusted boolean NOT NULL DEFAULT true,
  headers jsonb NOT NULL DEFAULT '{}',
  body bytea NOT NULL,
  version_kind text,
  version_value numeric(38, 0),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processed', 'ignored', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  error text,
  received_at timestamptz NOT NULL DEFAULT now(),
  processed_at timestamptz,
  trace_id text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX inbox_event_dedup ON inbox_event (organization_id, connection_id, dedup_key);
CREATE INDEX inbox_event_pending ON inbox_event (organization_id, connection_id, due_at, id) WHERE status = 'pending';
CREATE INDEX inbox_event_history ON inbox_event (organization_id, connection_id, id DESC);

-- Deliveries of app-wide addresses that belong to no single connection (privacy requests after uninstall).
CREATE TABLE platform_inbox (
  id uuid PRIMARY KEY DEFAULT new_id(),
  provider text NOT NULL,
  account_id text,
  topic text NOT NULL,
  dedup_key text NOT NULL,
  body bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider, dedup_key)
);

-- Catalogue -----------------------------------------------------------------------------------------

CREATE TABLE product (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  gst_rate numeric(5, 2),
  origin_country char(2),
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE variant (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES product (organization_id, id)
);
CREATE UNIQUE INDEX variant_sku ON variant (organization_id, lower(sku)) WHERE deleted_at IS NULL;
CREATE INDEX variant_product ON variant (organization_id, product_id);
CREATE INDEX variant_barcode ON variant (organization_id, barcode) WHERE barcode IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX product_created ON product (organization_id, id DESC) WHERE deleted_at IS NULL;

CREATE TABLE image (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  product_id uuid NOT NULL,
  variant_id uuid,
  url text NOT NULL,
  alt text NOT NULL DEFAULT '',
  position int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES product (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX image_product ON image (organization_id, product_id, position);

CREATE TABLE category (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  parent_id uuid,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  position int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, parent_id) REFERENCES category (organization_id, id)
);
CREATE UNIQUE INDEX category_name ON category (organization_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));

CREATE TABLE product_category (
  organization_id uuid NOT NULL,
  product_id uuid NOT NULL,
  category_id uuid NOT NULL,
  PRIMARY KEY (organization_id, product_id, category_id),
  FOREIGN KEY (organization_id, product_id) REFERENCES product (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, category_id) REFERENCES category (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX product_category_category ON product_category (organization_id, category_id);

-- A channel's category and the one of ours it stands for.
CREATE TABLE category_listing (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  parent_key text,
  name text NOT NULL,
  category_id uuid,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id),
  FOREIGN KEY (organization_id, category_id) REFERENCES category (organization_id, id) ON DELETE SET NULL (category_id)
);

CREATE TABLE bundle_item (
  organization_id uuid NOT NULL,
  bundle_variant_id uuid NOT NULL,
  component_variant_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (organization_id, bundle_variant_id, component_variant_id),
  FOREIGN KEY (organization_id, bundle_variant_id) REFERENCES variant (organization_id, id),
  FOREIGN KEY (organization_id, component_variant_id) REFERENCES variant (organization_id, id),
  CHECK (bundle_variant_id <> component_variant_id)
);
CREATE INDEX bundle_item_component ON bundle_item (organization_id, component_variant_id);

-- Listings ------------------------------------------------------------------------------------------

-- A product as it stands on one store; owns the content aspect.
CREATE TABLE product_listing (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  version_value numeric(38, 0),
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
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id),
  FOREIGN KEY (organization_id, product_id) REFERENCES product (organization_id, id)
);
CREATE UNIQUE INDEX product_listing_ext ON product_listing (organization_id, connection_id, ext_key);
CREATE UNIQUE INDEX product_listing_product ON product_listing (organization_id, product_id, connection_id, id);
CREATE INDEX product_listing_due ON product_listing (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;

-- A variant as it stands on one store; owns stock and price.
CREATE TABLE listing (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id),
  FOREIGN KEY (organization_id, product_listing_id) REFERENCES product_listing (organization_id, id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES variant (organization_id, id),
  CHECK ((state = 'mapped') = (variant_id IS NOT NULL))
);
CREATE UNIQUE INDEX listing_ext ON listing (organization_id, connection_id, ext_key);
CREATE INDEX listing_inventory ON listing (organization_id, connection_id, inventory_key) WHERE inventory_key IS NOT NULL;
CREATE INDEX listing_variant ON listing (organization_id, variant_id) WHERE variant_id IS NOT NULL;
CREATE INDEX listing_product ON listing (organization_id, product_listing_id);
CREATE INDEX listing_sku ON listing (organization_id, connection_id, lower(sku));
CREATE INDEX listing_state ON listing (organization_id, connection_id, state, id);

-- What the channel should show, is believed to show, and was last seen to show, per channel location.
CREATE TABLE listing_stock (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  location text NOT NULL DEFAULT '',
  connection_id uuid NOT NULL,
  desired int,
  -- Null: unknown, look before writing.
  expected int,
  observed int,
  observed_at timestamptz,
  -- Something happened that expected may or may not contain: look before the next write.
  recheck boolean NOT NULL DEFAULT false,
  -- How often the channel was found to differ from expected without an order explaining it.
  surprises int NOT NULL DEFAULT 0,
  want_seq bigint NOT NULL DEFAULT 0,
  sent_seq bigint NOT NULL DEFAULT 0,
  ack_seq bigint NOT NULL DEFAULT 0,
  sent_at timestamptz,
  acked_at timestamptz,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'waiting', 'sent', 'failed', 'rejected')),
  error text,
  PRIMARY KEY (organization_id, listing_id, location),
  FOREIGN KEY (organization_id, listing_id) REFERENCES listing (organization_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX listing_stock_due ON listing_stock (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE listing_price (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  site text NOT NULL DEFAULT '',
  connection_id uuid NOT NULL,
  currency char(3),
  desired_minor bigint,
  desired_compare_minor bigint,
  expected_minor bigint,
  expected_compare_minor bigint,
  observed_minor bigint,
  observed_at timestamptz,
  override_minor bigint,
  want_seq bigint NOT NULL DEFAULT 0,
  sent_seq bigint NOT NULL DEFAULT 0,
  ack_seq bigint NOT NULL DEFAULT 0,
  sent_at timestamptz,
  acked_at timestamptz,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'waiting', 'sent', 'failed', 'rejected')),
  error text,
  PRIMARY KEY (organization_id, listing_id, site),
  FOREIGN KEY (organization_id, listing_id) REFERENCES listing (organization_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX listing_price_due ON listing_price (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;

-- Something of ours changed and its listings must be looked at again. Written by triggers, taken by the fan-out.
CREATE TABLE change_mark (
  organization_id uuid NOT NULL,
  aspect text NOT NULL CHECK (aspect IN ('stock', 'price', 'content')),
  -- variant for stock and price, product for content
  subject_id uuid NOT NULL,
  seq bigint NOT NULL DEFAULT 1,
  marked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, aspect, subject_id)
) WITH (fillfactor = 70);

-- A batch the platform took but has not finished.
CREATE TABLE remote_operation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  aspect text NOT NULL,
  handle text NOT NULL,
  items jsonb NOT NULL,
  poll_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX remote_operation_poll ON remote_operation (organization_id, connection_id, poll_at);

-- Stock ---------------------------------------------------------------------------------------------

CREATE TABLE location (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  code text NOT NULL,
  kind text NOT NULL DEFAULT 'own' CHECK (kind IN ('own', 'marketplace')),
  is_default boolean NOT NULL DEFAULT false,
  active boolean NOT NULL DEFAULT true,
  address jsonb NOT NULL DEFAULT '{}',
  state_code text,
  gstin text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX location_code ON location (organization_id, lower(code));
CREATE UNIQUE INDEX location_default ON location (organization_id) WHERE is_default;

-- A channel's locations; location_id maps one to ours (null: our default).
CREATE TABLE ext_location (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  name text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  location_id uuid,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES location (organization_id, id)
);

-- How much of what is available a store may sell (D5). Absent row: everything, all own locations.
CREATE TABLE stock_rule (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  location_ids uuid[],
  buffer int NOT NULL DEFAULT 0 CHECK (buffer >= 0),
  cap int CHECK (cap >= 0),
  percent int CHECK (percent BETWEEN 0 AND 100),
  zero_below int NOT NULL DEFAULT 0 CHECK (zero_below >= 0),
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);

CREATE TABLE level (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  on_hand int NOT NULL DEFAULT 0,
  reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  available int GENERATED ALWAYS AS (on_hand - reserved) STORED,
  reorder_point int,
  reorder_quantity int,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, variant_id, location_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES variant (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES location (organization_id, id)
) WITH (fillfactor = 70);
CREATE INDEX level_location ON level (organization_id, location_id);

-- The ledger: a level is the sum of its movements. The same cause applied twice has one effect.
CREATE TABLE movement (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  cause_kind text NOT NULL CHECK (cause_kind IN
    ('order', 'set', 'adjust', 'transfer', 'count', 'document', 'channel', 'import', 'sql', 'return')),
  cause_ref text NOT NULL,
  on_hand_delta int NOT NULL DEFAULT 0,
  reserved_delta int NOT NULL DEFAULT 0,
  on_hand_after int NOT NULL,
  reserved_after int NOT NULL,
  order_id uuid,
  actor text NOT NULL DEFAULT 'system',
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX movement_cause ON movement (organization_id, cause_kind, cause_ref, variant_id, location_id);
CREATE INDEX movement_history ON movement (organization_id, variant_id, id DESC);

-- Orders --------------------------------------------------------------------------------------------

CREATE TABLE customer (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  name text,
  email text,
  phone text,
  merged_into uuid,
  erased_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
-- Only real e-mail addresses and phones name a person; they alone unify customers over channels.
CREATE TABLE contact_point (
  organization_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'phone')),
  value text NOT NULL,
  customer_id uuid NOT NULL,
  PRIMARY KEY (organization_id, kind, value),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_point_customer ON contact_point (organization_id, customer_id);

CREATE TABLE sales_order (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid,
  ext_key text,
  ext_number text NOT NULL,
  -- Hub number: the store's prefix and the platform's number.
  number text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'processing', 'completed', 'cancelled', 'on_hold')),
  financial text NOT NULL CHECK (financial IN
    ('pending', 'authorized', 'paid', 'partially_paid', 'partially_refunded', 'refunded', 'voided', 'cod_pending')),
  fulfilment text NOT NULL CHECK (fulfilment IN ('unfulfilled', 'partial', 'fulfilled', 'in_transit', 'delivered', 'returned')),
  platform_status text NOT NULL DEFAULT '',
  payment_kind text NOT NULL DEFAULT 'unknown' CHECK (payment_kind IN ('prepaid', 'cod', 'unknown')),
  gateway text,
  currency char(3) NOT NULL,
  subtotal_minor bigint,
  discount_minor bigint,
  tax_minor bigint,
  shipping_minor bigint,
  fees_minor bigint,
  total_minor bigint,
  -- total - (lines + shipping + fees [+ tax]): what rounding on the platform left over.
  residual_minor bigint NOT NULL DEFAULT 0,
  tax_included boolean NOT NULL DEFAULT false,
  presentment jsonb,
  quality text NOT NULL DEFAULT 'exact' CHECK (quality IN ('exact', 'estimated', 'hidden')),
  customer_id uuid,
  contact jsonb NOT NULL DEFAULT '{}',
  shipping_address jsonb,
  billing_address jsonb,
  note text,
  tags text[] NOT NULL DEFAULT '{}',
  placed_at timestamptz NOT NULL,
  version_kind text,
  version_value numeric(38, 0),
  -- Imported history: sends no notification and moves no stock.
  is_history boolean NOT NULL DEFAULT false,
  is_short boolean NOT NULL DEFAULT false,
  has_unmapped boolean NOT NULL DEFAULT false,
  -- Orders of our own on their way to a platform: pending, synced, failed.
  push_state text CHECK (push_state IN ('pending', 'synced', 'failed')),
  push_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES customer (organization_id, id)
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX sales_order_ext ON sales_order (organization_id, connection_id, ext_key);
CREATE UNIQUE INDEX sales_order_number ON sales_order (organization_id, number);
CREATE INDEX sales_order_placed ON sales_order (organization_id, placed_at DESC, id DESC);
CREATE INDEX sales_order_customer ON sales_order (organization_id, customer_id) WHERE customer_id IS NOT NULL;

CREATE TABLE order_part (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  part_key text NOT NULL DEFAULT '',
  version_kind text NOT NULL,
  version_value numeric(38, 0) NOT NULL,
  -- Hash of the mapped part: an equal version with another hash still applies, an equal hash never does.
  hash bytea NOT NULL,
  raw jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id, part_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE order_line (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  order_id uuid NOT NULL,
  part_key text NOT NULL DEFAULT '',
  ext_key text NOT NULL,
  position int NOT NULL DEFAULT 0,
  listing_id uuid,
  variant_id uuid,
  ext_variant_key text,
  sku text,
  title text NOT NULL,
  ordered_quantity int NOT NULL,
  quantity int NOT NULL,
  fulfilled_quantity int NOT NULL DEFAULT 0,
  restocked_quantity int NOT NULL DEFAULT 0,
  unit_price numeric(24, 6) NOT NULL,
  discount_minor bigint NOT NULL DEFAULT 0,
  tax_minor bigint NOT NULL DEFAULT 0,
  total_minor bigint NOT NULL,
  fulfilled_by text NOT NULL DEFAULT 'merchant' CHECK (fulfilled_by IN ('merchant', 'marketplace', 'nobody')),
  ext_location text,
  location_id uuid,
  -- What this line has done to stock so far; the difference to what it should do is posted, never the whole.
  took_quantity int NOT NULL DEFAULT 0,
  reserved_quantity int NOT NULL DEFAULT 0,
  short_quantity int NOT NULL DEFAULT 0,
  consumed_quantity int NOT NULL DEFAULT 0,
  returned_quantity int NOT NULL DEFAULT 0,
  stock_seq int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES variant (organization_id, id)
);
CREATE UNIQUE INDEX order_line_ext ON order_line (organization_id, order_id, ext_key);
CREATE INDEX order_line_unmapped ON order_line (organization_id, ext_variant_key) WHERE variant_id IS NULL;
CREATE INDEX order_line_short ON order_line (organization_id, variant_id, id) WHERE short_quantity > 0;
CREATE INDEX order_line_variant ON order_line (organization_id, variant_id, order_id) WHERE variant_id IS NOT NULL;

CREATE TABLE order_fulfilment (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  ext_key text NOT NULL,
  status text NOT NULL,
  carrier text,
  tracking_numbers text[] NOT NULL DEFAULT '{}',
  tracking_url text,
  shipped_at timestamptz,
  lines jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (organization_id, order_id, ext_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE order_refund (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  ext_key text NOT NULL,
  amount_minor bigint NOT NULL,
  reason text,
  refunded_at timestamptz NOT NULL,
  lines jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (organization_id, order_id, ext_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE timeline (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  kind text NOT NULL,
  actor text NOT NULL,
  text text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE
);

-- An order intent on its way to the platform of origin; per order strictly in seq.
CREATE TABLE command (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  order_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  input jsonb NOT NULL,
  idempotency_key text NOT NULL,
  saved jsonb NOT NULL DEFAULT 'null',
  state text NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'failed', 'rejected', 'unsupported', 'needs_input', 'cancelled')),
  uncertain boolean NOT NULL DEFAULT false,
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz,
  text text NOT NULL DEFAULT '',
  error jsonb,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, order_id, idempotency_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id)
);
CREATE INDEX command_due ON command (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX command_order ON command (organization_id, order_id, seq);

-- Work, problems, records ---------------------------------------------------------------------------

CREATE TABLE run (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid,
  kind text NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  options jsonb NOT NULL DEFAULT '{}',
  progress jsonb NOT NULL DEFAULT '{}',
  checkpoint jsonb NOT NULL DEFAULT 'null',
  error text,
  cancel_requested boolean NOT NULL DEFAULT false,
  attempts int NOT NULL DEFAULT 0,
  requested_by text NOT NULL,
  run_at timestamptz NOT NULL DEFAULT now(),
  every_ms bigint,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX run_list ON run (organization_id, connection_id, id DESC);

CREATE TABLE plan_item (
  organization_id uuid NOT NULL,
  run_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  action text NOT NULL CHECK (action IN ('link', 'create_here', 'create_there', 'update_here', 'update_there', 'conflict', 'ignore')),
  entity text NOT NULL CHECK (entity IN ('product', 'variant', 'category')),
  product_listing_id uuid,
  listing_id uuid,
  product_id uuid,
  variant_id uuid,
  confidence int,
  title text NOT NULL DEFAULT '',
  before jsonb,
  after jsonb,
  chosen boolean NOT NULL DEFAULT true,
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'done', 'failed')),
  error text,
  PRIMARY KEY (organization_id, run_id, id),
  FOREIGN KEY (organization_id, run_id) REFERENCES run (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX plan_item_action ON plan_item (organization_id, run_id, action, id);

CREATE TABLE sync_log (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  action text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'in_progress', 'success', 'failed')),
  -- The sentence a seller reads.
  text text NOT NULL,
  ref text,
  attempt int NOT NULL DEFAULT 1,
  error_kind text,
  details jsonb NOT NULL DEFAULT '{}',
  duration_ms int,
  trace_id text,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, at, id)
) PARTITION BY RANGE (at);
CREATE INDEX sync_log_connection ON sync_log (organization_id, connection_id, at DESC, id DESC);
CREATE TABLE sync_log_rest PARTITION OF sync_log DEFAULT;

CREATE TABLE alert (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- One open alert per cause: repeats raise its count.
  cause text NOT NULL,
  connection_id uuid,
  subject_kind text,
  subject_id uuid,
  title text NOT NULL,
  text text NOT NULL,
  action jsonb,
  count int NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'snoozed', 'resolved')),
  snoozed_until timestamptz,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  resolved_at timestamptz,
  resolved_by text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX alert_open ON alert (organization_id, cause) WHERE state <> 'resolved';
CREATE INDEX alert_list ON alert (organization_id, state, last_at DESC);

CREATE TABLE conflict (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  connection_id uuid NOT NULL,
  listing_id uuid,
  product_listing_id uuid,
  field text NOT NULL,
  hub_value jsonb,
  channel_value jsonb,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'hub', 'channel', 'dismissed')),
  policy text NOT NULL,
  found_at timestamptz NOT NULL,
  settled_at timestamptz,
  settled_by text,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX conflict_list ON conflict (organization_id, connection_id, state, found_at DESC);

-- A platform's data changed shape: unknown or missing fields and values, counted.
CREATE TABLE drift (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  path text NOT NULL,
  problem text NOT NULL,
  sample jsonb,
  count bigint NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, path, problem)
);

-- Append-only and chained: each row's hash covers the one before it.
CREATE TABLE audit (
  organization_id uuid NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  request_id text,
  previous_hash bytea,
  hash bytea NOT NULL,
  PRIMARY KEY (organization_id, seq)
);

CREATE TABLE idempotency (
  organization_id uuid NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  request_hash bytea NOT NULL,
  status int,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, key)
);
