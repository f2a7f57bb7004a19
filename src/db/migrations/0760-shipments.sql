-- Parcels on their way with couriers (decisions 234 to 236).
CREATE TABLE argosy.shipment (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  order_id uuid NOT NULL,
  -- The courier's.
  connection_id uuid NOT NULL,
  -- Ours at the courier; stands before the first call.
  reference text NOT NULL,
  idempotency_key text NOT NULL,
  -- How far the booking is. requested: nobody was asked yet; booking: the courier is being asked; unknown: nobody knows
  -- whether it is booked, and a person has to say; withdrawn: taken back before anything was booked.
  state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'booking', 'booked', 'refused', 'unknown', 'withdrawn')),
  -- Where the parcels stand.
  status text NOT NULL DEFAULT 'created' CHECK (status IN ('created', 'label_ready', 'picked_up', 'in_transit', 'out_for_delivery',
    'delivered', 'exception', 'rto_in_transit', 'rto_delivered', 'cancelled', 'lost')),
  -- A call was begun whose answer is not known here: it is looked for before it is made again.
  calling boolean NOT NULL DEFAULT false,
  called_at timestamptz,
  saved jsonb NOT NULL DEFAULT 'null',
  cancel_state text CHECK (cancel_state IN ('requested', 'pending', 'cancelled', 'refused')),
  cancel_saved jsonb NOT NULL DEFAULT 'null',
  label_state text NOT NULL DEFAULT 'none' CHECK (label_state IN ('none', 'wanted', 'ready', 'unavailable', 'failed')),
  label_format text,
  -- When the outbound lane does the next step of it.
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  -- What stands in the way, or how it went, in words.
  text text NOT NULL DEFAULT '',
  location_id uuid NOT NULL,
  service text,
  service_name text,
  carrier text,
  price_minor bigint,
  price_currency char(3),
  charge_minor bigint,
  charge_currency char(3),
  payment text NOT NULL CHECK (payment IN ('prepaid', 'cod')),
  collect_minor bigint NOT NULL DEFAULT 0 CHECK (collect_minor >= 0),
  value_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  ext_key text,
  ext jsonb NOT NULL DEFAULT 'null',
  tracking_url text,
  -- When the order's channel is told: with the booking, or once the courier has it.
  tells_at text NOT NULL CHECK (tells_at IN ('booked', 'picked_up')),
  notify_customer boolean NOT NULL DEFAULT false,
  command_id uuid,
  track_due_at timestamptz,
  tracked_at timestamptz,
  expected_at timestamptz,
  -- Nothing was heard of its end for so long that nobody asks any more.
  is_stale boolean NOT NULL DEFAULT false,
  booked_at timestamptz,
  left_at timestamptz,
  ended_at timestamptz,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, reference),
  UNIQUE (organization_id, order_id, idempotency_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX shipment_due ON argosy.shipment (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX shipment_track ON argosy.shipment (organization_id, connection_id, track_due_at) WHERE track_due_at IS NOT NULL;
CREATE INDEX shipment_newest ON argosy.shipment (organization_id, created_at DESC, id DESC);

CREATE TABLE argosy.parcel (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  shipment_id uuid NOT NULL,
  -- The courier's connection, for finding a parcel by its number.
  connection_id uuid NOT NULL,
  position int NOT NULL,
  reference text NOT NULL,
  weight_grams int NOT NULL CHECK (weight_grams > 0),
  length_mm int NOT NULL CHECK (length_mm > 0),
  width_mm int NOT NULL CHECK (width_mm > 0),
  height_mm int NOT NULL CHECK (height_mm > 0),
  -- [{lineId, quantity}]
  items jsonb NOT NULL,
  tracking_number text,
  ext_key text,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, shipment_id, position),
  UNIQUE (organization_id, reference),
  FOREIGN KEY (organization_id, shipment_id) REFERENCES argosy.shipment (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX parcel_number ON argosy.parcel (organization_id, tracking_number) WHERE tracking_number IS NOT NULL;

CREATE TABLE argosy.shipment_document (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  shipment_id uuid NOT NULL,
  parcel_id uuid,
  kind text NOT NULL CHECK (kind IN ('label', 'invoice', 'manifest', 'qr_code')),
  content_type text NOT NULL,
  file_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE NULLS NOT DISTINCT (organization_id, shipment_id, parcel_id, kind),
  FOREIGN KEY (organization_id, shipment_id) REFERENCES argosy.shipment (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, parcel_id) REFERENCES argosy.parcel (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id)
);
CREATE INDEX shipment_document_file ON argosy.shipment_document (organization_id, file_id);

-- What was seen of a parcel; its status is worked out from all of it.
CREATE TABLE argosy.tracking_event (
  organization_id uuid NOT NULL,
  parcel_id uuid NOT NULL,
  key text NOT NULL,
  at timestamptz NOT NULL,
  status text CHECK (status IN ('created', 'label_ready', 'picked_up', 'in_transit', 'out_for_delivery',
    'delivered', 'exception', 'rto_in_transit', 'rto_delivered', 'cancelled', 'lost')),
  resumes_forward boolean NOT NULL DEFAULT false,
  platform_status text NOT NULL,
  text text NOT NULL,
  place text,
  source text NOT NULL CHECK (source IN ('webhook', 'poll')),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, parcel_id, key),
  FOREIGN KEY (organization_id, parcel_id) REFERENCES argosy.parcel (organization_id, id) ON DELETE CASCADE
);

-- How far the order's parcels are with couriers, all of them; the channel's own word goes no further back than that.
ALTER TABLE argosy.sales_order ADD COLUMN parcel_state text CHECK (parcel_state IN ('in_transit', 'delivered', 'returned'));

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['shipment', 'parcel', 'shipment_document', 'tracking_event'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
