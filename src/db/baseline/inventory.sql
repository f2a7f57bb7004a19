-- Stock: levels, the movements they are the sum of, and what channels may show of them.

-- Where stock lies and orders leave from.
CREATE TABLE argosy.location (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
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
  -- After so many days of being ready an order is overdue there.
  pickup_days int NOT NULL DEFAULT 14 CHECK (pickup_days BETWEEN 1 AND 365),
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX location_code ON argosy.location (organization_id, lower(code));
CREATE UNIQUE INDEX location_default ON argosy.location (organization_id) WHERE is_default;

-- A channel's locations; location_id maps one to ours (null: our default).
CREATE TABLE argosy.ext_location (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  name text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  location_id uuid,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);

-- How much of what is available a store may sell (D5). Absent row: everything, all own locations.
CREATE TABLE argosy.stock_rule (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  location_ids uuid[],
  buffer int NOT NULL DEFAULT 0 CHECK (buffer >= 0),
  cap int CHECK (cap >= 0),
  percent int CHECK (percent BETWEEN 0 AND 100),
  zero_below int NOT NULL DEFAULT 0 CHECK (zero_below >= 0),
  -- Units kept for one channel: no other channel sells them (decision 118).
  keep int NOT NULL DEFAULT 0 CHECK (keep >= 0),
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- Stock of a variant at a location, and when it is to be reordered. What changes it is recorded in movement.
CREATE TABLE argosy.level (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  on_hand int NOT NULL DEFAULT 0,
  reserved int NOT NULL DEFAULT 0 CHECK (reserved >= 0),
  available int GENERATED ALWAYS AS (on_hand - reserved) STORED,
  reorder_point int,
  reorder_quantity int,
  updated_at timestamptz NOT NULL DEFAULT now(),
  is_low boolean GENERATED ALWAYS AS (coalesce((on_hand - reserved) <= reorder_point, false)) STORED,
  counted_at timestamptz,
  PRIMARY KEY (organization_id, variant_id, location_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
) WITH (fillfactor = 70);
CREATE INDEX level_location ON argosy.level (organization_id, location_id);
CREATE INDEX level_low ON argosy.level (organization_id, variant_id, location_id) WHERE is_low;

-- The ledger: a level is the sum of its movements. The same cause applied twice has one effect.
CREATE TABLE argosy.movement (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  cause_kind text NOT NULL
    CHECK (cause_kind IN ('order', 'set', 'adjust', 'transfer', 'count', 'document', 'channel', 'import', 'sql',
      'return', 'repair', 'reservation')),
  cause_ref text NOT NULL,
  on_hand_delta int NOT NULL DEFAULT 0,
  reserved_delta int NOT NULL DEFAULT 0,
  on_hand_after int NOT NULL,
  reserved_after int NOT NULL,
  order_id uuid,
  actor text NOT NULL DEFAULT 'system',
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  -- What people call the cause: a document's number, a count's, the reference a caller gave. Orders have their own
  -- number.
  reference text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX movement_cause ON argosy.movement (organization_id, cause_kind, cause_ref, variant_id,
  location_id);
-- The history of a level, newest first; that of a variant is merged from its levels. In place of the index by variant:
-- every sale pays for every index here.
CREATE INDEX movement_level ON argosy.movement (organization_id, variant_id, location_id, id DESC);
CREATE INDEX movement_reference ON argosy.movement (organization_id, reference, id DESC) WHERE reference IS NOT NULL;
-- All but orders is rare beside them.
CREATE INDEX movement_rare ON argosy.movement (organization_id, cause_kind, id DESC) WHERE cause_kind <> 'order';
CREATE INDEX movement_time ON argosy.movement USING brin (organization_id, created_at);
-- What was moved is never changed. What somebody wrote beside it may name a buyer, whose name is cut out when they
-- ask.
GRANT SELECT, INSERT, UPDATE (note, reference) ON argosy.movement TO argosy_app;
GRANT SELECT (organization_id, id) ON argosy.movement TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.movement FOR SELECT TO argosy_scheduler USING (true);

-- Running numbers by kind of paper: PI-1, SI-1, ADJ-1, SC-1.
CREATE TABLE argosy.stock_counter (
  organization_id uuid NOT NULL,
  kind text NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (organization_id, kind)
);

-- Which bin an item lies in at a location (decision 285). Beside the level: writing one locks no stock and moves none.
CREATE TABLE argosy.stock_bin (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  bin text NOT NULL CHECK (bin <> '' AND length(bin) <= 40),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id, location_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);

-- Too many items of one store would change at once.
CREATE TABLE argosy.stock_hold (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  -- out: our zeros wait to be written; in: the channel's lower numbers wait to be taken over.
  direction text NOT NULL CHECK (direction IN ('out', 'in')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'rejected', 'ended')),
  -- Listings that would change, when last looked, and how many the store has.
  items int NOT NULL,
  of_listings int NOT NULL,
  found_at timestamptz NOT NULL,
  settled_at timestamptz,
  settled_by text,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE UNIQUE INDEX stock_hold_open ON argosy.stock_hold (organization_id, connection_id, direction)
  WHERE state = 'open';
CREATE INDEX stock_hold_list ON argosy.stock_hold (organization_id, connection_id, id DESC);
GRANT SELECT (organization_id, id, connection_id, state) ON argosy.stock_hold TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.stock_hold FOR SELECT TO argosy_scheduler USING (true);

-- Replaces parts of the store's rule for one item; null: the store's.
CREATE TABLE argosy.listing_stock_rule (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  buffer int CHECK (buffer >= 0),
  cap int CHECK (cap >= 0),
  percent int CHECK (percent BETWEEN 0 AND 100),
  zero_below int CHECK (zero_below >= 0),
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  keep int CHECK (keep >= 0),
  PRIMARY KEY (organization_id, listing_id),
  FOREIGN KEY (organization_id, listing_id) REFERENCES argosy.listing (organization_id, id) ON DELETE CASCADE
);
