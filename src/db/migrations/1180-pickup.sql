-- Orders collected at a location instead of sent (decision 393), and what registers do for them.
ALTER TABLE argosy.sales_order
  -- Null: sent. elsewhere: its goods are still at another location. shipped: a person decided to send it after all.
  ADD COLUMN pickup text CHECK (pickup IN ('elsewhere', 'waiting', 'ready', 'handed', 'shipped')),
  -- Where it is collected; null: the channel does not say which of ours it is.
  ADD COLUMN pickup_location_id uuid,
  -- Where its goods are until they arrive there.
  ADD COLUMN goods_location_id uuid,
  -- What the channel calls the place.
  ADD COLUMN pickup_place text,
  ADD COLUMN pickup_ready_at timestamptz,
  -- When the buyer is mailed that it is ready; null: sent, or not to be sent.
  ADD COLUMN pickup_mail_at timestamptz,
  ADD COLUMN pickup_mail_tries int NOT NULL DEFAULT 0,
  -- What registers took of what was owed: channels do not know of it.
  ADD COLUMN till_paid_minor bigint NOT NULL DEFAULT 0;

-- After so many days of being ready an order is overdue there.
ALTER TABLE argosy.location ADD COLUMN pickup_days int NOT NULL DEFAULT 14 CHECK (pickup_days BETWEEN 1 AND 365);

ALTER TABLE argosy.tracking_page DROP CONSTRAINT tracking_page_mails_check;
ALTER TABLE argosy.tracking_page ADD CONSTRAINT tracking_page_mails_check
  CHECK (mails <@ ARRAY['shipped', 'out_for_delivery', 'delivered', 'exception', 'ready_for_pickup']);

-- Goods handed to whoever collected them. Ids come from the device.
CREATE TABLE argosy.pos_hand_over (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  register_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  -- Who took them.
  taken_by text NOT NULL,
  -- [{lineKey, quantity}].
  lines jsonb NOT NULL,
  -- How the channel is told.
  command_id uuid NOT NULL,
  handed_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_hand_over_order ON argosy.pos_hand_over (organization_id, order_id);

-- Money taken at a register for an order of a channel (below zero: given back before the goods went).
CREATE TABLE argosy.pos_pickup_payment (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  session_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cash', 'card', 'other')),
  -- What it pays of the order, and what rounding cash adds to that.
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  rounding_minor bigint NOT NULL DEFAULT 0,
  reference text NOT NULL DEFAULT '',
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, session_id) REFERENCES argosy.pos_session (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_pickup_payment_order ON argosy.pos_pickup_payment (organization_id, order_id);
CREATE INDEX pos_pickup_payment_session ON argosy.pos_pickup_payment (organization_id, session_id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pos_hand_over', 'pos_pickup_payment'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON argosy.pos_hand_over, argosy.pos_pickup_payment TO argosy_app;
