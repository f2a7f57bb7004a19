-- Units a program keeps back by a call, until it releases them or their time is over (decision 152).
CREATE TABLE argosy.stock_reservation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- The program's own name for it: the same reference holds an item once, whatever becomes of it.
  reference text NOT NULL,
  variant_id uuid NOT NULL,
  location_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  state text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'released', 'expired')),
  -- Units that left with it when it ended; the others are for sale again.
  taken int NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND quantity),
  -- Null: until it is released.
  expires_at timestamptz,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, reference, variant_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX stock_reservation_held ON argosy.stock_reservation (organization_id, variant_id, location_id) WHERE state = 'held';
CREATE INDEX stock_reservation_expiry ON argosy.stock_reservation (organization_id, expires_at) WHERE state = 'held';
CREATE INDEX stock_reservation_ended ON argosy.stock_reservation (organization_id, ended_at) WHERE state <> 'held';
ALTER TABLE argosy.stock_reservation ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.stock_reservation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.stock_reservation FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.stock_reservation TO argosy_app;

ALTER TABLE argosy.movement DROP CONSTRAINT movement_cause_kind_check;
ALTER TABLE argosy.movement ADD CONSTRAINT movement_cause_kind_check CHECK (cause_kind IN
  ('order', 'set', 'adjust', 'transfer', 'count', 'document', 'channel', 'import', 'sql', 'return', 'repair', 'reservation')) NOT VALID;
