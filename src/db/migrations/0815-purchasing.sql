-- Suppliers and purchase orders (decision 265). What arrives is a posted stock document of its order.
CREATE TABLE argosy.supplier (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  name_key text NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  contact_name text NOT NULL DEFAULT '',
  email text NOT NULL DEFAULT '',
  phone text NOT NULL DEFAULT '',
  address text NOT NULL DEFAULT '',
  tax_id text NOT NULL DEFAULT '',
  -- What new orders are written in.
  currency char(3) NOT NULL,
  payment_terms text NOT NULL DEFAULT '',
  -- From the day it is ordered to the day it is expected.
  lead_days int CHECK (lead_days BETWEEN 0 AND 730),
  note text NOT NULL DEFAULT '',
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX supplier_name ON argosy.supplier (organization_id, name_key);

CREATE TABLE argosy.purchase_order (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'ordered', 'partly_received', 'received', 'cancelled')),
  supplier_id uuid NOT NULL,
  supplier_reference text NOT NULL DEFAULT '',
  location_id uuid NOT NULL,
  currency char(3) NOT NULL,
  expected_on date,
  -- What is expected no day stands behind all others.
  expected_position date NOT NULL GENERATED ALWAYS AS (coalesce(expected_on, 'infinity'::date)) STORED,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  ordered_at timestamptz,
  ordered_by text,
  cancelled_at timestamptz,
  cancelled_by text,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, supplier_id) REFERENCES argosy.supplier (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE UNIQUE INDEX purchase_order_number ON argosy.purchase_order (organization_id, number);
CREATE INDEX purchase_order_state ON argosy.purchase_order (organization_id, state, id DESC);
CREATE INDEX purchase_order_supplier ON argosy.purchase_order (organization_id, supplier_id, id DESC);
CREATE INDEX purchase_order_expected ON argosy.purchase_order (organization_id, expected_position, id);

CREATE TABLE argosy.purchase_order_line (
  organization_id uuid NOT NULL,
  purchase_order_id uuid NOT NULL,
  line int NOT NULL,
  variant_id uuid NOT NULL,
  sku text NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  -- In the order's currency.
  unit_cost_minor bigint CHECK (unit_cost_minor >= 0),
  note text NOT NULL DEFAULT '',
  -- Counters: by the order's posted receipts, and what is still to come of it while it is open.
  received int NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND quantity),
  incoming int NOT NULL DEFAULT 0 CHECK (incoming BETWEEN 0 AND quantity),
  PRIMARY KEY (organization_id, purchase_order_id, line),
  FOREIGN KEY (organization_id, purchase_order_id) REFERENCES argosy.purchase_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE INDEX purchase_order_line_incoming ON argosy.purchase_order_line (organization_id, variant_id) WHERE incoming > 0;

-- A receipt: the stock document by which goods of an order arrived, its lines naming the order's.
ALTER TABLE argosy.stock_document ADD COLUMN purchase_order_id uuid;
ALTER TABLE argosy.stock_document_line ADD COLUMN purchase_order_line int;
ALTER TABLE argosy.stock_document ADD CONSTRAINT stock_document_purchase_order
  FOREIGN KEY (organization_id, purchase_order_id) REFERENCES argosy.purchase_order (organization_id, id) NOT VALID;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['supplier', 'purchase_order', 'purchase_order_line'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
