-- Shipments, their parcels and papers, and how they travel.

-- Parcels handed to a courier, and vans asked for (decision 276).
CREATE TABLE argosy.manifest (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- The courier's.
  connection_id uuid NOT NULL,
  -- The courier's own; null where it keeps none.
  number text,
  file_id uuid,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id)
);
CREATE INDEX manifest_newest ON argosy.manifest (organization_id, connection_id, created_at DESC, id DESC);
CREATE INDEX manifest_file ON argosy.manifest (organization_id, file_id) WHERE file_id IS NOT NULL;
CREATE INDEX manifest_age ON argosy.manifest (organization_id, created_at) WHERE file_id IS NOT NULL;

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
  -- How far the booking is. requested: nobody was asked yet; booking: the courier is being asked; unknown: nobody
  -- knows whether it is booked, and a person has to say; withdrawn: taken back before anything was booked.
  state text NOT NULL DEFAULT 'requested'
    CHECK (state IN ('requested', 'booking', 'booked', 'refused', 'unknown', 'withdrawn')),
  -- pickup_failed is no departure: for somebody to act on (decision 300).
  status text NOT NULL DEFAULT 'created'
    CHECK (status IN ('created', 'label_ready', 'pickup_failed', 'picked_up', 'in_transit', 'out_for_delivery',
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
  manifest_id uuid,
  handed_over_at timestamptz,
  -- Sums of what was billed and passed on for its parcels; null: nothing was told.
  charged_minor bigint,
  charged_currency char(3),
  is_charged_twice boolean NOT NULL DEFAULT false,
  remitted_minor bigint,
  money_asked_at timestamptz,
  money_done boolean NOT NULL DEFAULT false,
  charge_difference text GENERATED ALWAYS AS (
    CASE
      WHEN charged_minor > 0 AND status = 'cancelled' THEN 'cancelled'
      WHEN is_charged_twice THEN 'twice'
      WHEN charged_currency = charge_currency AND charged_minor > charge_minor THEN 'over'
      ELSE NULL
    END
  ) STORED,
  remittance_difference text GENERATED ALWAYS AS (
    CASE
      WHEN coalesce(remitted_minor, 0) = 0 AND status = 'delivered' AND collect_minor > 0 THEN 'missing'
      WHEN remitted_minor > collect_minor THEN 'over'
      WHEN remitted_minor > 0 AND remitted_minor < collect_minor THEN 'short'
      ELSE NULL
    END
  ) STORED,
  return_id uuid,
  -- The page a buyer follows a parcel on (decision 281). The key is half of its address, and nothing to guess.
  public_key uuid NOT NULL DEFAULT gen_random_uuid(),
  -- Where the cash is that the courier collects (decision 302): by the way of the shipment and what was passed on.
  cod_state text GENERATED ALWAYS AS (
    CASE
      WHEN collect_minor = 0 THEN NULL
      WHEN remitted_minor >= collect_minor THEN 'remitted'
      WHEN remitted_minor > 0 THEN 'short'
      WHEN state IN ('refused', 'withdrawn') OR status IN ('cancelled', 'rto_in_transit', 'rto_delivered', 'lost')
        THEN NULL
      WHEN status = 'delivered' THEN 'collected'
      ELSE 'due'
    END
  ) STORED,
  -- Why a shipment goes by its courier: in English, and by codes for other languages. Null: a person chose.
  why text,
  why_said jsonb,
  -- A digest of where the courier was told to go (decision 286): says whether the order's receiver changed since.
  -- Null: booked before.
  receiver_mark text,
  text_said jsonb,
  -- Where it goes, from its order: under row level security an index finds neither by what JSON says nor by its
  -- capitals.
  to_country text,
  to_postcode text COLLATE "C",
  order_change text CHECK (order_change IN ('cancelled', 'refunded', 'units', 'amount')),
  order_change_kept text CHECK (order_change_kept IN ('cancelled', 'refunded', 'units', 'amount')),
  -- When the courier was asked to book, and until when it may still be at work on that: nobody looks or asks again
  -- before.
  sent_at timestamptz,
  settles_at timestamptz,
  -- When a call that may have booked ended without an answer. It is in doubt as long as no later call was begun.
  unconfirmed_at timestamptz,
  -- What of the order changed after its parcel was booked, by kind, each kept or decided by itself: what it was when
  -- it was told. The columns of one change are no longer written.
  order_changes jsonb NOT NULL DEFAULT '{}',
  order_changes_kept jsonb NOT NULL DEFAULT '{}',
  -- Where the shipment stands for whoever packs (decision 280).
  stage text NOT NULL GENERATED ALWAYS AS (
    CASE
      WHEN state = 'withdrawn' OR status = 'cancelled' AND state <> 'unknown' THEN 'cancelled'
      WHEN state IN ('requested', 'booking') THEN 'booking'
      WHEN state = 'refused' THEN 'refused'
      WHEN state = 'unknown' OR is_stale OR status IN ('pickup_failed', 'exception', 'lost') OR label_state = 'failed'
        AND status = 'created' OR order_changes <> '{}' AND status IN ('created', 'label_ready') THEN 'attention'
      WHEN (status IN ('created', 'label_ready')) AND handed_over_at IS NULL THEN 'ready'
      WHEN status IN ('created', 'label_ready', 'picked_up', 'in_transit', 'out_for_delivery') THEN 'moving'
      WHEN status = 'delivered' THEN 'delivered'
      WHEN status = 'rto_in_transit' THEN 'returning'
      ELSE 'returned'
    END
  ) STORED,
  order_change_mark text,
  -- Digests of what the courier was told of the receiver, by part: name, phone, street and place. They say whether a
  -- correction sends what the order has, and whether the parcel goes to the order's place. Null: booked before.
  receiver_parts jsonb,
  -- When a person first printed the label of a shipment, and until when the seller counts an order as to be shipped.
  printed_at timestamptz,
  -- The shipment whose label this one shares: of another order in the same parcel. The courier knows only that one.
  label_shipment_id uuid,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, reference),
  UNIQUE (organization_id, order_id, idempotency_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  FOREIGN KEY (organization_id, manifest_id) REFERENCES argosy.manifest (organization_id, id),
  FOREIGN KEY (organization_id, return_id) REFERENCES argosy.order_return (organization_id, id) ON DELETE
    SET NULL (return_id),
  FOREIGN KEY (organization_id, label_shipment_id) REFERENCES argosy.shipment (organization_id, id)
);
CREATE INDEX shipment_due ON argosy.shipment (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX shipment_track ON argosy.shipment (organization_id, connection_id, track_due_at)
  WHERE track_due_at IS NOT NULL;
CREATE INDEX shipment_newest ON argosy.shipment (organization_id, created_at DESC, id DESC);
CREATE INDEX shipment_manifest ON argosy.shipment (organization_id, manifest_id) WHERE manifest_id IS NOT NULL;
CREATE INDEX shipment_differences ON argosy.shipment (organization_id, created_at DESC, id DESC)
  WHERE charge_difference IS NOT NULL OR remittance_difference IS NOT NULL;
CREATE INDEX shipment_money ON argosy.shipment (organization_id, connection_id, money_asked_at NULLS FIRST, id)
  WHERE state = 'booked' AND NOT money_done;
CREATE INDEX shipment_public_key ON argosy.shipment (organization_id, public_key);
CREATE INDEX shipment_country ON argosy.shipment (organization_id, to_country, created_at DESC, id DESC);
CREATE INDEX shipment_postcode ON argosy.shipment (organization_id, to_postcode) WHERE to_postcode IS NOT NULL;
CREATE INDEX shipment_service ON argosy.shipment (organization_id, service, created_at DESC, id DESC)
  WHERE service IS NOT NULL;
CREATE INDEX shipment_courier ON argosy.shipment (organization_id, connection_id, created_at DESC, id DESC);
CREATE INDEX shipment_reference_begins ON argosy.shipment (organization_id, reference COLLATE "C");
CREATE INDEX shipment_stage ON argosy.shipment (organization_id, stage, created_at DESC, id DESC);
CREATE INDEX shipment_label ON argosy.shipment (organization_id, label_shipment_id)
  WHERE label_shipment_id IS NOT NULL;
CREATE TRIGGER shipment_settles BEFORE UPDATE ON argosy.shipment
  FOR EACH ROW WHEN (NEW.due_at < NEW.settles_at) EXECUTE FUNCTION argosy.command_settles();

-- The boxes of a shipment.
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
  UNIQUE (organization_id, shipment_id, "position"),
  UNIQUE (organization_id, reference),
  FOREIGN KEY (organization_id, shipment_id) REFERENCES argosy.shipment (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX parcel_number ON argosy.parcel (organization_id, tracking_number) WHERE tracking_number IS NOT NULL;
CREATE INDEX parcel_number_begins ON argosy.parcel (organization_id, tracking_number COLLATE "C")
  WHERE tracking_number IS NOT NULL;

-- Labels and other papers of a shipment.
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
CREATE INDEX shipment_document_age ON argosy.shipment_document (organization_id, created_at);

-- What was seen of a parcel; its status is worked out from all of it.
CREATE TABLE argosy.tracking_event (
  organization_id uuid NOT NULL,
  parcel_id uuid NOT NULL,
  key text NOT NULL,
  at timestamptz NOT NULL,
  status text
    CHECK (status IN ('created', 'label_ready', 'pickup_failed', 'picked_up', 'in_transit', 'out_for_delivery',
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

-- A shipment goes where its order says.
CREATE FUNCTION argosy.shipment_goes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT upper(nullif(o.shipping_address ->> 'country', '')), o.shipping_address ->> 'postcode'
  INTO NEW.to_country, NEW.to_postcode
  FROM argosy.sales_order o
  WHERE o.organization_id = NEW.organization_id AND o.id = NEW.order_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER shipment_goes BEFORE INSERT ON argosy.shipment FOR EACH ROW EXECUTE FUNCTION argosy.shipment_goes();

-- Also when an address is erased.
CREATE FUNCTION argosy.shipments_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE argosy.shipment s
  SET to_country = upper(nullif(NEW.shipping_address ->> 'country', '')),
    to_postcode = NEW.shipping_address ->> 'postcode'
  WHERE s.organization_id = NEW.organization_id AND s.order_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER shipments_go AFTER UPDATE OF shipping_address ON argosy.sales_order
  FOR EACH ROW WHEN (OLD.shipping_address IS DISTINCT FROM NEW.shipping_address)
  EXECUTE FUNCTION argosy.shipments_go();

-- Shipments that share a label are booked, labelled, cancelled and handed over with it. Their own stay status and
-- scans, which follow from the tracking number, and what is asked of the courier next (due_at, track_due_at): nothing.
CREATE FUNCTION argosy.shipments_share_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE argosy.shipment s
  SET state = NEW.state, calling = NEW.calling, called_at = NEW.called_at, sent_at = NEW.sent_at,
    unconfirmed_at = NEW.unconfirmed_at, cancel_state = NEW.cancel_state, label_state = NEW.label_state,
    text = NEW.text, text_said = NEW.text_said, service = NEW.service, service_name = NEW.service_name,
    carrier = NEW.carrier, tracking_url = NEW.tracking_url, ext_key = NEW.ext_key, booked_at = NEW.booked_at,
    printed_at = NEW.printed_at, manifest_id = NEW.manifest_id, handed_over_at = NEW.handed_over_at,
    is_stale = NEW.is_stale, updated_at = NEW.updated_at
  WHERE s.organization_id = NEW.organization_id AND s.label_shipment_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER shipments_share_label AFTER UPDATE ON argosy.shipment
  FOR EACH ROW
  WHEN (NEW.label_shipment_id IS NULL AND (OLD.state IS DISTINCT FROM NEW.state OR OLD.calling
    IS DISTINCT FROM NEW.calling OR OLD.called_at IS DISTINCT FROM NEW.called_at OR OLD.sent_at
    IS DISTINCT FROM NEW.sent_at OR OLD.unconfirmed_at IS DISTINCT FROM NEW.unconfirmed_at OR OLD.cancel_state
    IS DISTINCT FROM NEW.cancel_state OR OLD.label_state IS DISTINCT FROM NEW.label_state OR OLD.text
    IS DISTINCT FROM NEW.text OR OLD.service IS DISTINCT FROM NEW.service OR OLD.service_name
    IS DISTINCT FROM NEW.service_name OR OLD.carrier IS DISTINCT FROM NEW.carrier OR OLD.tracking_url
    IS DISTINCT FROM NEW.tracking_url OR OLD.ext_key IS DISTINCT FROM NEW.ext_key OR OLD.booked_at
    IS DISTINCT FROM NEW.booked_at OR OLD.printed_at IS DISTINCT FROM NEW.printed_at OR OLD.manifest_id
    IS DISTINCT FROM NEW.manifest_id OR OLD.handed_over_at IS DISTINCT FROM NEW.handed_over_at OR OLD.is_stale
    IS DISTINCT FROM NEW.is_stale))
  EXECUTE FUNCTION argosy.shipments_share_label();
