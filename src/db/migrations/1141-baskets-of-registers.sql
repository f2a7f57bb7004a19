-- Baskets kept at the hub: parked ones any register of the location goes on with, quotes, and layaways whose units are
-- reserved until they are paid or given up (decision 421).
CREATE TABLE argosy.pos_basket (
  organization_id uuid NOT NULL,
  -- Made on the device: the same id is the same basket.
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('parked', 'quote', 'layaway')),
  -- Of quotes and layaways.
  number text,
  register_id uuid NOT NULL,
  location_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  -- Whom it is for, as lists show it.
  name text NOT NULL DEFAULT '',
  -- As the register goes on with it, and as papers show it.
  basket jsonb NOT NULL,
  lines jsonb NOT NULL,
  currency char(3) NOT NULL,
  total_minor bigint NOT NULL,
  valid_until timestamptz,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'taken', 'sold', 'given_up')),
  taken_by uuid,
  sale_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, register_id) REFERENCES argosy.pos_register (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_basket_open ON argosy.pos_basket (organization_id, location_id, created_at DESC, id DESC)
  WHERE state = 'open';

-- Money taken before the goods go (below zero: given back).
CREATE TABLE argosy.pos_deposit (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  basket_id uuid NOT NULL,
  session_id uuid NOT NULL,
  staff_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('cash', 'card', 'other')),
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  reference text NOT NULL DEFAULT '',
  taken_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, basket_id) REFERENCES argosy.pos_basket (organization_id, id),
  FOREIGN KEY (organization_id, session_id) REFERENCES argosy.pos_session (organization_id, id),
  FOREIGN KEY (organization_id, staff_id) REFERENCES argosy.pos_staff (organization_id, id)
);
CREATE INDEX pos_deposit_basket ON argosy.pos_deposit (organization_id, basket_id);
CREATE INDEX pos_deposit_session ON argosy.pos_deposit (organization_id, session_id);

-- Running numbers of quotes and layaways.
ALTER TABLE argosy.pos_counter ADD COLUMN last_basket bigint NOT NULL DEFAULT 1000;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pos_basket', 'pos_deposit'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
  END LOOP;
END $$;
GRANT SELECT, INSERT, UPDATE ON argosy.pos_basket TO argosy_app;
GRANT SELECT, INSERT ON argosy.pos_deposit TO argosy_app;
