-- Orders of one buyer to one address that are booked as one parcel, and stay orders of their own (decision 680).

-- Digest of an order's recipient, country and postcode, by which orders to one address are found; '': it cannot be
-- compared. Orders from before get it in the background.
ALTER TABLE argosy.sales_order
  ADD COLUMN address_key text,
  ADD COLUMN is_address_keyed boolean NOT NULL DEFAULT false;
GRANT SELECT (is_address_keyed, status, fulfilment, is_history) ON argosy.sales_order TO argosy_scheduler;

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

CREATE TABLE argosy.order_merge_settings (
  organization_id uuid NOT NULL,
  -- Orders placed within so many hours are suggested together.
  window_hours int NOT NULL DEFAULT 72 CHECK (window_hours BETWEEN 1 AND 720),
  -- Suggestions across channels.
  across_channels boolean NOT NULL DEFAULT true,
  -- Marketplaces whose rules are not known: the seller has looked them up.
  allows_marketplaces boolean NOT NULL DEFAULT false,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_merge', 'order_merge_order', 'order_merge_settings'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;

-- The shipment whose label this one shares: of another order in the same parcel. The courier knows only that one.
ALTER TABLE argosy.shipment ADD COLUMN label_shipment_id uuid;
-- Its owner is held to its policies too, and no organization is set here.
ALTER TABLE argosy.shipment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipment
  ADD FOREIGN KEY (organization_id, label_shipment_id) REFERENCES argosy.shipment (organization_id, id);
ALTER TABLE argosy.shipment FORCE ROW LEVEL SECURITY;

-- Shipments that share a label are booked, labelled, cancelled and handed over with it. Their own stay status and scans,
-- which follow from the tracking number, and what is asked of the courier next (due_at, track_due_at): nothing.
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
END $$;
CREATE TRIGGER shipments_share_label AFTER UPDATE ON argosy.shipment FOR EACH ROW
  WHEN (NEW.label_shipment_id IS NULL AND (OLD.state, OLD.calling, OLD.called_at, OLD.sent_at, OLD.unconfirmed_at,
      OLD.cancel_state, OLD.label_state, OLD.text, OLD.service, OLD.service_name, OLD.carrier, OLD.tracking_url,
      OLD.ext_key, OLD.booked_at, OLD.printed_at, OLD.manifest_id, OLD.handed_over_at, OLD.is_stale)
    IS DISTINCT FROM (NEW.state, NEW.calling, NEW.called_at, NEW.sent_at, NEW.unconfirmed_at,
      NEW.cancel_state, NEW.label_state, NEW.text, NEW.service, NEW.service_name, NEW.carrier, NEW.tracking_url,
      NEW.ext_key, NEW.booked_at, NEW.printed_at, NEW.manifest_id, NEW.handed_over_at, NEW.is_stale))
  EXECUTE FUNCTION argosy.shipments_share_label();
