-- What is done with orders here: holds, merges, routing, promises, picking and packing.

-- Holds of orders: why an order is not booked, packed or shipped, since when, and until when. At most one of the hub
-- and one of its channel are open at a time.
CREATE TABLE argosy.order_hold (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  order_id uuid NOT NULL,
  -- hub: a member, a key or a rule held it. channel: its channel reports it as held.
  source text NOT NULL CHECK (source IN ('hub', 'channel')),
  reason text NOT NULL CHECK (reason IN ('fraud', 'address', 'payment', 'stock', 'customer', 'channel', 'other')),
  note text NOT NULL DEFAULT '',
  -- It ends at this time, or when this happens; neither: when somebody releases it.
  until_at timestamptz,
  until_event text CHECK (until_event IN ('paid', 'address_corrected', 'in_stock')),
  -- Digest of the delivery address it was held with, to see that it was corrected.
  address_mark text,
  -- Whether its units stay reserved; otherwise they are for sale until it ends.
  keeps_units boolean NOT NULL,
  -- Its channel was asked to hold it too, and is asked for this status when it ends; NULL: it was not asked.
  told_from text CHECK (told_from IN ('pending', 'confirmed', 'processing')),
  held_by text NOT NULL,
  held_at timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text,
  ended_why text
    CHECK (ended_why IN ('released', 'date', 'paid', 'address_corrected', 'in_stock', 'shipped', 'cancelled',
      'channel')),
  PRIMARY KEY (organization_id, id),
  CHECK (until_at IS NULL OR until_event IS NULL),
  CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX order_hold_open ON argosy.order_hold (organization_id, order_id, source) WHERE ended_at IS NULL;
CREATE INDEX order_hold_order ON argosy.order_hold (organization_id, order_id, held_at);
-- Looked for every minute.
CREATE INDEX order_hold_due ON argosy.order_hold (organization_id, until_at)
  WHERE ended_at IS NULL AND (until_at IS NOT NULL OR until_event IS NOT NULL);
GRANT SELECT (organization_id, until_at, until_event, ended_at) ON argosy.order_hold TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.order_hold FOR SELECT TO argosy_scheduler USING (true);

-- Photos taken while packing and of what came back, and whether the scan station asks for one.
CREATE TABLE argosy.order_photo (
  organization_id uuid NOT NULL,
  -- The caller's: the same photo sent twice is kept once.
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- The parcel it was taken of, by the id its station gave it; it may be recorded later, or packed anew.
  packing_id uuid,
  return_line_id uuid,
  file_id uuid NOT NULL,
  content_type text NOT NULL,
  width int NOT NULL,
  height int NOT NULL,
  size int NOT NULL,
  taken_by text NOT NULL,
  taken_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  CHECK (packing_id IS NULL OR return_line_id IS NULL),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id)
);
CREATE INDEX order_photo_order ON argosy.order_photo (organization_id, order_id, taken_at);
CREATE INDEX order_photo_line ON argosy.order_photo (organization_id, return_line_id)
  WHERE return_line_id IS NOT NULL;
CREATE INDEX order_photo_file ON argosy.order_photo (organization_id, file_id);
CREATE INDEX order_photo_age ON argosy.order_photo (organization_id, created_at);

-- Orders that travel as one parcel.
CREATE TABLE argosy.order_merge (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  -- A person has said that its recipients, who have other names, are one.
  other_recipients boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  -- When its parcel left or was handed over: what is left of its orders is booked by itself.
  closed_at timestamptz,
  PRIMARY KEY (organization_id, id)
);

-- The orders of a merge.
CREATE TABLE argosy.order_merge_order (
  organization_id uuid NOT NULL,
  merge_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- As long as its merge is.
  is_open boolean NOT NULL DEFAULT true,
  PRIMARY KEY (organization_id, merge_id, order_id),
  FOREIGN KEY (organization_id, merge_id) REFERENCES argosy.order_merge (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
-- An order goes in one parcel.
CREATE UNIQUE INDEX order_merge_order_open ON argosy.order_merge_order (organization_id, order_id) WHERE is_open;
CREATE INDEX order_merge_order_order ON argosy.order_merge_order (organization_id, order_id);

-- Which orders are proposed to travel together.
CREATE TABLE argosy.order_merge_settings (
  organization_id uuid PRIMARY KEY,
  -- Orders placed within so many hours are suggested together.
  window_hours int NOT NULL DEFAULT 72 CHECK (window_hours BETWEEN 1 AND 720),
  -- Suggestions across channels.
  across_channels boolean NOT NULL DEFAULT true,
  -- Marketplaces whose rules are not known: the seller has looked them up.
  allows_marketplaces boolean NOT NULL DEFAULT false,
  updated_at timestamptz NOT NULL
);

-- Which of an organization's locations orders leave from (decision 685). One value: the order of its parts is what it
-- means.
CREATE TABLE argosy.order_routing (
  organization_id uuid PRIMARY KEY,
  is_on boolean NOT NULL,
  rules jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

-- Where an order leaves from, and why. The lines say where their units are; this says who decided it.
CREATE TABLE argosy.order_route (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  chosen_by text NOT NULL CHECK (chosen_by IN ('rules', 'person')),
  -- The location a person chose.
  location_id uuid,
  -- Of each location, best first: whether it sends the order, and why or why not.
  reasons jsonb NOT NULL,
  -- Each of its locations is full on every day looked at; it counts on none.
  is_over_capacity boolean NOT NULL DEFAULT false,
  decided_at timestamptz NOT NULL,
  -- When it was last compared with the other locations.
  looked_at timestamptz NOT NULL,
  -- Whether it may still move; false once it is shipped, cancelled or a person holds it.
  is_open boolean NOT NULL DEFAULT true,
  PRIMARY KEY (organization_id, order_id),
  CHECK ((chosen_by = 'person') = (location_id IS NOT NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX order_route_open ON argosy.order_route (organization_id, looked_at) WHERE is_open;
CREATE INDEX order_route_chosen ON argosy.order_route (organization_id, location_id) WHERE location_id IS NOT NULL;
GRANT SELECT (organization_id, looked_at, is_open) ON argosy.order_route TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.order_route FOR SELECT TO argosy_scheduler USING (true);

-- The locations an order leaves from, and the day of their capacity it takes.
CREATE TABLE argosy.order_route_location (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  location_id uuid NOT NULL,
  -- In the organization's time zone. Null: over capacity, it takes none.
  day date,
  PRIMARY KEY (organization_id, order_id, location_id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.order_route (organization_id, order_id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX order_route_location_day ON argosy.order_route_location (organization_id, location_id, day);

-- When an order that is short gets its units, by purchase orders, as it was last told. Without a row nothing is on its
-- way.
CREATE TABLE argosy.backorder (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- undated: on its way without a day. late: the day of a purchase order has passed.
  state text NOT NULL CHECK (state IN ('expected', 'undated', 'late')),
  expected_on date,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id),
  CHECK ((state = 'expected') = (expected_on IS NOT NULL)),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
GRANT SELECT (organization_id) ON argosy.backorder TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.backorder FOR SELECT TO argosy_scheduler USING (true);

-- Counted up by every change of these: orders that wait to be shipped are calculated again, a batch at a time.
CREATE TABLE argosy.promise_version (
  organization_id uuid PRIMARY KEY,
  version int NOT NULL
);
GRANT SELECT ON argosy.promise_version TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.promise_version FOR SELECT TO argosy_scheduler USING (true);

-- How long locations take to ship an order, and by when they ship it that day (src/commerce/handling-time.ts).
CREATE TABLE argosy.location_handling (
  organization_id uuid NOT NULL,
  location_id uuid NOT NULL,
  zone text NOT NULL,
  -- "15:00" in that zone.
  cut_off text NOT NULL CHECK (cut_off ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  days int NOT NULL CHECK (days BETWEEN 0 AND 60),
  -- 1 Monday to 7 Sunday.
  working_days int[] NOT NULL CHECK (cardinality(working_days) BETWEEN 1 AND 7),
  holidays text[] NOT NULL DEFAULT '{}' CHECK (cardinality(holidays) <= 200),
  PRIMARY KEY (organization_id, location_id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id) ON DELETE CASCADE
);

-- What a channel promises its buyers instead; NULL: as the location.
CREATE TABLE argosy.channel_handling (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  cut_off text CHECK (cut_off ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  days int CHECK (days BETWEEN 0 AND 60),
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
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

-- The orders picked in one round, and the tote of each.
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
-- An order that is removed is looked for in its batches, finished ones too.
CREATE INDEX pick_batch_order_order ON argosy.pick_batch_order (organization_id, order_id);

-- What was taken from the shelves for a batch, line by line.
CREATE TABLE argosy.pick_batch_pick (
  organization_id uuid NOT NULL,
  batch_id uuid NOT NULL,
  line_id uuid NOT NULL,
  picked_at timestamptz NOT NULL,
  picked_by text NOT NULL,
  -- Units of the line that were taken from the shelf. Null: picked before they were counted.
  units int,
  PRIMARY KEY (organization_id, batch_id, line_id),
  FOREIGN KEY (organization_id, batch_id) REFERENCES argosy.pick_batch (organization_id, id) ON DELETE CASCADE
);

-- Whoever writes an order: while it is on hold a hold is open, and none is once it is not, or once it is shipped.
CREATE FUNCTION argosy.order_hold_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  by_channel text := coalesce((SELECT 'channel:' || c.name FROM argosy.connection c
    WHERE c.organization_id = NEW.organization_id AND c.id = NEW.connection_id), 'system');
  is_held boolean := NEW.status = 'on_hold' AND NEW.fulfilment IN ('unfulfilled', 'partial');
BEGIN
  UPDATE argosy.order_hold h SET ended_at = NEW.updated_at, ended_by = by_channel,
    ended_why = CASE WHEN NEW.status = 'cancelled' THEN 'cancelled'
      WHEN NEW.status = 'completed' OR NEW.fulfilment NOT IN ('unfulfilled', 'partial') THEN 'shipped'
        ELSE 'channel' END
  WHERE h.organization_id = NEW.organization_id AND h.order_id = NEW.id AND h.ended_at IS NULL
    AND (NOT is_held OR (h.source = 'hub' AND NEW.hold_effect IS NULL));
  IF is_held AND NEW.hold_effect IS NULL THEN
    INSERT INTO argosy.order_hold (organization_id, order_id, source, reason, keeps_units, held_by, held_at)
    VALUES (NEW.organization_id, NEW.id, 'channel', 'channel', true, by_channel, NEW.updated_at)
    ON CONFLICT (organization_id, order_id, source) WHERE ended_at IS NULL DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_hold_begins AFTER INSERT ON argosy.sales_order
  FOR EACH ROW WHEN (NEW.status = 'on_hold' AND NOT NEW.is_history) EXECUTE FUNCTION argosy.order_hold_follows();
CREATE TRIGGER order_hold_follows AFTER UPDATE OF status, fulfilment, hold_effect ON argosy.sales_order
  FOR EACH ROW
  WHEN ((OLD.status = 'on_hold' OR NEW.status = 'on_hold') AND (OLD.status IS DISTINCT FROM NEW.status
    OR OLD.fulfilment IS DISTINCT FROM NEW.fulfilment OR OLD.hold_effect IS DISTINCT FROM NEW.hold_effect))
  EXECUTE FUNCTION argosy.order_hold_follows();
