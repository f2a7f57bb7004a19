-- Items of which every unit is packed with the number of its lot (decision 761).
CREATE TABLE argosy.lot_item (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  -- So many days before its last one a lot is told.
  warn_days int NOT NULL CHECK (warn_days BETWEEN 0 AND 3650),
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);

-- What was made together, under the number on its packages.
CREATE TABLE argosy.lot (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  -- In capitals, without spaces around it.
  lot text NOT NULL,
  -- The last day it may be shipped; NULL: none, or nobody said.
  expires_on date,
  expires_position date NOT NULL GENERATED ALWAYS AS (coalesce(expires_on, 'infinity')) STORED,
  -- Recalled: no more of it is packed.
  blocked_at timestamptz,
  -- Received, or entered by a person; otherwise first seen when it was packed.
  is_registered boolean NOT NULL,
  -- When its end was told.
  told_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id, lot),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX lot_expires ON argosy.lot (organization_id, expires_position, variant_id, lot);

-- Units of a lot that came to a location, less those that left it otherwise than with an order.
CREATE TABLE argosy.lot_stock (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  lot text NOT NULL,
  location_id uuid NOT NULL,
  units int NOT NULL,
  PRIMARY KEY (organization_id, variant_id, lot, location_id),
  FOREIGN KEY (organization_id, variant_id, lot) REFERENCES argosy.lot (organization_id, variant_id, lot)
    ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id) ON DELETE CASCADE
);

-- Units of a lot in a parcel of an order line.
CREATE TABLE argosy.lot_line (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  packing_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  lot text NOT NULL,
  -- Where they lay; NULL: not known.
  location_id uuid,
  units int NOT NULL CHECK (units > 0),
  -- Of them, those that came back; of these, those in repair.
  returned int NOT NULL DEFAULT 0 CHECK (returned BETWEEN 0 AND units),
  in_repair int NOT NULL DEFAULT 0 CHECK (in_repair BETWEEN 0 AND returned),
  packed_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id, order_line_id, lot, packing_id),
  FOREIGN KEY (organization_id, variant_id, lot) REFERENCES argosy.lot (organization_id, variant_id, lot)
    ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX lot_line_lot ON argosy.lot_line (organization_id, variant_id, lot, packed_at DESC, order_line_id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['lot_item', 'lot', 'lot_stock', 'lot_line'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
