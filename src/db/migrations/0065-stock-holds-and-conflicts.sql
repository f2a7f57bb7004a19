-- Stock that no store is told before a person has said so, and conflicts that say where, when and why.
SET LOCAL search_path = argosy, public;

-- Too many items of one store would change at once.
CREATE TABLE stock_hold (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  FOREIGN KEY (organization_id, connection_id) REFERENCES connection (organization_id, id)
);
CREATE UNIQUE INDEX stock_hold_open ON stock_hold (organization_id, connection_id, direction) WHERE state = 'open';
CREATE INDEX stock_hold_list ON stock_hold (organization_id, connection_id, id DESC);
ALTER TABLE stock_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE stock_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stock_hold FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON stock_hold TO argosy_app;

ALTER TABLE listing_stock
  -- zero: our zero waits; lower: the channel's lower number waits; dispute: hub and channel differ and a person is asked.
  ADD COLUMN held_as text CHECK (held_as IN ('zero', 'lower', 'dispute')),
  -- The stock_hold, or the conflict.
  ADD COLUMN held_by uuid,
  -- Wishes up to this one were approved by a person.
  ADD COLUMN passed_seq bigint NOT NULL DEFAULT 0,
  -- When a write of ours last took the number from more than none to none.
  ADD COLUMN zeroed_at timestamptz;
CREATE INDEX listing_stock_held ON listing_stock (organization_id, connection_id, held_by) WHERE held_by IS NOT NULL;
CREATE INDEX listing_stock_zeroed ON listing_stock (organization_id, connection_id, zeroed_at) WHERE zeroed_at IS NOT NULL;

-- Many statements make a row due; none of them may send what is held. A zero that is no zero any more is free.
CREATE FUNCTION keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.desired IS NULL OR (NEW.held_as = 'zero' AND NEW.desired > 0) THEN
    NEW.held_as := NULL;
    NEW.held_by := NULL;
  ELSE
    NEW.due_at := NULL;
    NEW.state := 'waiting';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER listing_stock_kept BEFORE UPDATE ON listing_stock FOR EACH ROW WHEN (NEW.held_by IS NOT NULL) EXECUTE FUNCTION keep_held();

ALTER TABLE conflict
  -- The channel's location of a stock conflict.
  ADD COLUMN location text NOT NULL DEFAULT '',
  -- When each side was changed, as far as known.
  ADD COLUMN hub_at timestamptz,
  ADD COLUMN channel_at timestamptz,
  -- Why it ended without anybody winning.
  ADD COLUMN reason text,
  DROP CONSTRAINT conflict_state_check,
  ADD CONSTRAINT conflict_state_check CHECK (state IN ('open', 'hub', 'channel', 'dismissed', 'closed'));
-- Forced row level security would hide the rows from the owner too.
ALTER TABLE conflict NO FORCE ROW LEVEL SECURITY;
UPDATE conflict c SET state = 'closed', reason = 'repeated' WHERE state = 'open' AND EXISTS (
  SELECT 1 FROM conflict o WHERE o.organization_id = c.organization_id AND o.connection_id = c.connection_id AND o.state = 'open' AND o.id > c.id
    AND o.field = c.field AND o.listing_id IS NOT DISTINCT FROM c.listing_id AND o.product_listing_id IS NOT DISTINCT FROM c.product_listing_id);
ALTER TABLE conflict FORCE ROW LEVEL SECURITY;
-- One open question about one field of one thing.
CREATE UNIQUE INDEX conflict_open ON conflict (organization_id, connection_id, coalesce(listing_id, product_listing_id), field, location) WHERE state = 'open';
