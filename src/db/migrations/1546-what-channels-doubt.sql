-- What an order's channel doubts of it (src/commerce/order-holds.ts); NULL: nothing, or it does not tell. It is the reason of
-- a hold of the channel.
ALTER TABLE argosy.sales_order ADD COLUMN channel_doubt text
  CHECK (channel_doubt IN ('fraud', 'address', 'payment', 'stock'));

CREATE OR REPLACE FUNCTION argosy.order_hold_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  by_channel text := coalesce((SELECT 'channel:' || c.name FROM argosy.connection c
    WHERE c.organization_id = NEW.organization_id AND c.id = NEW.connection_id), 'system');
  is_held boolean := NEW.status = 'on_hold' AND NEW.fulfilment IN ('unfulfilled', 'partial');
  doubt text := coalesce(NEW.channel_doubt, 'channel');
BEGIN
  UPDATE argosy.order_hold h SET ended_at = NEW.updated_at, ended_by = by_channel,
    ended_why = CASE WHEN NEW.status = 'cancelled' THEN 'cancelled'
      WHEN NEW.status = 'completed' OR NEW.fulfilment NOT IN ('unfulfilled', 'partial') THEN 'shipped' ELSE 'channel' END
  WHERE h.organization_id = NEW.organization_id AND h.order_id = NEW.id AND h.ended_at IS NULL
    AND (NOT is_held OR (h.source = 'hub' AND NEW.hold_effect IS NULL));
  IF is_held AND NEW.hold_effect IS NULL THEN
    INSERT INTO argosy.order_hold (organization_id, order_id, source, reason, keeps_units, held_by, held_at)
    VALUES (NEW.organization_id, NEW.id, 'channel', doubt, true, by_channel, NEW.updated_at)
    ON CONFLICT (organization_id, order_id, source) WHERE ended_at IS NULL DO NOTHING;
  END IF;
  -- What the channel tells later of a hold that is open.
  UPDATE argosy.order_hold h SET reason = doubt
  WHERE h.organization_id = NEW.organization_id AND h.order_id = NEW.id AND h.ended_at IS NULL AND h.source = 'channel'
    AND is_held AND h.reason <> doubt;
  RETURN NULL;
END $$;
DROP TRIGGER order_hold_follows ON argosy.sales_order;
CREATE TRIGGER order_hold_follows AFTER UPDATE OF status, fulfilment, hold_effect, channel_doubt ON argosy.sales_order
  FOR EACH ROW WHEN ((OLD.status = 'on_hold' OR NEW.status = 'on_hold')
    AND (OLD.status, OLD.fulfilment, OLD.hold_effect, OLD.channel_doubt)
      IS DISTINCT FROM (NEW.status, NEW.fulfilment, NEW.hold_effect, NEW.channel_doubt))
  EXECUTE FUNCTION argosy.order_hold_follows();
