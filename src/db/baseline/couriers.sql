-- Pickups, boxes, rules of shipping, what buyers are told, and what couriers charge and pass on.

-- When a courier fetches parcels at a location.
CREATE TABLE argosy.pickup (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  location_id uuid NOT NULL,
  earliest timestamptz NOT NULL,
  latest timestamptz NOT NULL,
  parcels int NOT NULL CHECK (parcels > 0),
  -- standing: one was arranged before, or the courier comes by itself.
  state text NOT NULL CHECK (state IN ('arranged', 'standing', 'refused', 'unanswered')),
  ext_key text,
  -- The courier's own words.
  text text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  text_said jsonb,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX pickup_newest ON argosy.pickup (organization_id, connection_id, created_at DESC, id DESC);

-- Boxes the seller packs in.
CREATE TABLE argosy.package_preset (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  name text NOT NULL,
  length_mm int NOT NULL CHECK (length_mm > 0),
  width_mm int NOT NULL CHECK (width_mm > 0),
  height_mm int NOT NULL CHECK (height_mm > 0),
  -- Of the empty box with what fills it; the goods weigh on top.
  weight_grams int NOT NULL CHECK (weight_grams >= 0),
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX package_preset_default ON argosy.package_preset (organization_id) WHERE is_default;

-- Which courier and service orders go by (decision 305). The list is one value: its order is what it means.
CREATE TABLE argosy.shipping_rules (
  organization_id uuid PRIMARY KEY,
  rules jsonb NOT NULL,
  fallback text NOT NULL CHECK (fallback IN ('cheapest', 'fastest', 'none')),
  updated_at timestamptz NOT NULL
);

-- The page on which buyers follow their parcels, and what they are mailed.
CREATE TABLE argosy.tracking_page (
  organization_id uuid PRIMARY KEY,
  is_on boolean NOT NULL,
  color text NOT NULL CHECK (color ~ '^#[0-9a-f]{6}$'),
  updated_at timestamptz NOT NULL,
  -- Which events buyers are mailed of (decision 306), and since when.
  mails text[] NOT NULL DEFAULT '{}'
    CHECK (mails <@ ARRAY['shipped', 'out_for_delivery', 'delivered', 'exception', 'ready_for_pickup']),
  mails_since timestamptz
);

-- Mails to buyers about their parcels.
CREATE TABLE argosy.buyer_mail (
  organization_id uuid NOT NULL,
  shipment_id uuid NOT NULL,
  event text NOT NULL CHECK (event IN ('shipped', 'out_for_delivery', 'delivered', 'exception')),
  -- When it is sent; null: it was sent, or is not sent any more.
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  -- The mail server was handed it.
  sent_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, shipment_id, event),
  FOREIGN KEY (organization_id, shipment_id) REFERENCES argosy.shipment (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX buyer_mail_due ON argosy.buyer_mail (organization_id, due_at) WHERE due_at IS NOT NULL;
GRANT SELECT (organization_id, due_at) ON argosy.buyer_mail TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.buyer_mail FOR SELECT TO argosy_scheduler USING (true);

-- How long labels and lists handed over are kept where the organization says so itself (decision 303).
CREATE TABLE argosy.paper_retention (
  organization_id uuid PRIMARY KEY,
  -- Null: as is usual in its country.
  months int CHECK (months BETWEEN 6 AND 600),
  updated_at timestamptz NOT NULL
);

-- What couriers billed for parcels and what of the cash they collected they passed on (decision 277).
CREATE TABLE argosy.parcel_charge (
  organization_id uuid NOT NULL,
  -- The courier's.
  connection_id uuid NOT NULL,
  tracking_number text NOT NULL,
  -- The entry, as its source tells it again.
  key text NOT NULL,
  -- The courier's own word of what it is for.
  kind text NOT NULL,
  -- Credits are negative.
  gross_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  source text NOT NULL CHECK (source IN ('api', 'file')),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, tracking_number, key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- Cash a courier collected for a parcel and passed on.
CREATE TABLE argosy.parcel_remittance (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  tracking_number text NOT NULL,
  -- Of the transfer: what has none was not paid.
  reference text NOT NULL CHECK (reference <> ''),
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  -- As told; its form is the courier's.
  paid_at text NOT NULL,
  source text NOT NULL CHECK (source IN ('api', 'file')),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, tracking_number, reference),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- Which columns of a courier's reports hold what, as the last one was read.
CREATE TABLE argosy.statement_mapping (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('charges', 'remittance')),
  mapping jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, kind),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
