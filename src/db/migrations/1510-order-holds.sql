-- Holds of orders: why an order is not booked, packed or shipped, since when, and until when. At most one of the hub and one
-- of its channel are open at a time.
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
  ended_why text CHECK (ended_why IN ('released', 'date', 'paid', 'address_corrected', 'in_stock', 'shipped', 'cancelled', 'channel')),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  CHECK (until_at IS NULL OR until_event IS NULL),
  CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE UNIQUE INDEX order_hold_open ON argosy.order_hold (organization_id, order_id, source) WHERE ended_at IS NULL;
CREATE INDEX order_hold_order ON argosy.order_hold (organization_id, order_id, held_at);
-- Looked for every minute.
CREATE INDEX order_hold_due ON argosy.order_hold (organization_id, until_at)
  WHERE ended_at IS NULL AND (until_at IS NOT NULL OR until_event IS NOT NULL);

-- What the open hold of an order does here (src/hub/order-holds): its units stay reserved, its units are for sale, or its
-- channel's hold was overridden; and the status the order has apart from that. NULL: nothing of the hub stands over it.
ALTER TABLE argosy.sales_order
  ADD COLUMN hold_effect text CHECK (hold_effect IN ('keep_units', 'free_units', 'override')),
  ADD COLUMN status_without_hold text,
  ADD CONSTRAINT sales_order_hold CHECK ((hold_effect IS NULL) = (status_without_hold IS NULL));

-- Whoever writes an order: while it is on hold a hold is open, and none is once it is not, or once it is shipped.
CREATE FUNCTION argosy.order_hold_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  by_channel text := coalesce((SELECT 'channel:' || c.name FROM argosy.connection c
    WHERE c.organization_id = NEW.organization_id AND c.id = NEW.connection_id), 'system');
  is_held boolean := NEW.status = 'on_hold' AND NEW.fulfilment IN ('unfulfilled', 'partial');
BEGIN
  UPDATE argosy.order_hold h SET ended_at = NEW.updated_at, ended_by = by_channel,
    ended_why = CASE WHEN NEW.status = 'cancelled' THEN 'cancelled'
      WHEN NEW.status = 'completed' OR NEW.fulfilment NOT IN ('unfulfilled', 'partial') THEN 'shipped' ELSE 'channel' END
  WHERE h.organization_id = NEW.organization_id AND h.order_id = NEW.id AND h.ended_at IS NULL
    AND (NOT is_held OR (h.source = 'hub' AND NEW.hold_effect IS NULL));
  IF is_held AND NEW.hold_effect IS NULL THEN
    INSERT INTO argosy.order_hold (organization_id, order_id, source, reason, keeps_units, held_by, held_at)
    VALUES (NEW.organization_id, NEW.id, 'channel', 'channel', true, by_channel, NEW.updated_at)
    ON CONFLICT (organization_id, order_id, source) WHERE ended_at IS NULL DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_hold_begins AFTER INSERT ON argosy.sales_order
  FOR EACH ROW WHEN (NEW.status = 'on_hold' AND NOT NEW.is_history) EXECUTE FUNCTION argosy.order_hold_follows();
CREATE TRIGGER order_hold_follows AFTER UPDATE OF status, fulfilment, hold_effect ON argosy.sales_order
  FOR EACH ROW WHEN ((OLD.status = 'on_hold' OR NEW.status = 'on_hold')
    AND (OLD.status, OLD.fulfilment, OLD.hold_effect) IS DISTINCT FROM (NEW.status, NEW.fulfilment, NEW.hold_effect))
  EXECUTE FUNCTION argosy.order_hold_follows();

ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.order_hold (organization_id, order_id, source, reason, keeps_units, held_by, held_at)
SELECT o.organization_id, o.id, 'channel', 'channel', true, 'system', o.updated_at
FROM argosy.sales_order o WHERE o.status = 'on_hold' AND o.fulfilment IN ('unfulfilled', 'partial') AND NOT o.is_history;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;

ALTER TABLE argosy.order_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_hold FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_hold TO argosy_app;
GRANT SELECT (organization_id, until_at, until_event, ended_at) ON argosy.order_hold TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.order_hold FOR SELECT TO argosy_scheduler USING (true);
