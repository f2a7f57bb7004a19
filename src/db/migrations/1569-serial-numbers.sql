-- Items of which every unit is packed with its serial number (decision 734).
CREATE TABLE argosy.serial_item (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);

-- Serial numbers of units, each in one place: here, with the line of an order, or written off.
CREATE TABLE argosy.serial_number (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  -- In capitals, without spaces around it.
  serial text NOT NULL,
  place text NOT NULL CHECK (place IN ('here', 'order', 'written_off')),
  -- The line it is with, or was last with.
  order_id uuid,
  order_line_id uuid,
  packed_at timestamptz,
  -- The goods receipt that brought it; NULL: first seen when it was packed.
  receipt_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id, serial),
  CHECK ((order_id IS NULL) = (order_line_id IS NULL)),
  CHECK (place <> 'order' OR order_id IS NOT NULL),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX serial_number_serial ON argosy.serial_number (organization_id, serial);
CREATE INDEX serial_number_order ON argosy.serial_number (organization_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX serial_number_received ON argosy.serial_number (organization_id, variant_id) WHERE receipt_id IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['serial_item', 'serial_number'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
