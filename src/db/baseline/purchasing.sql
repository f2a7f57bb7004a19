-- Suppliers, purchase orders, stock documents and stock counts.

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

-- Goods ordered from a supplier.
CREATE TABLE argosy.purchase_order (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'ordered', 'partly_received', 'received', 'cancelled')),
  supplier_id uuid NOT NULL,
  supplier_reference text NOT NULL DEFAULT '',
  location_id uuid NOT NULL,
  currency char(3) NOT NULL,
  expected_on date,
  -- What is expected no day stands behind all others.
  expected_position date NOT NULL GENERATED ALWAYS AS (coalesce(expected_on, 'infinity')) STORED,
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

-- The variants of a purchase order: how many, at what cost, and how many arrived.
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
  received int NOT NULL DEFAULT 0,
  incoming int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, purchase_order_id, line),
  CHECK (received >= 0 AND received <= quantity),
  CHECK (incoming >= 0 AND incoming <= quantity),
  FOREIGN KEY (organization_id, purchase_order_id) REFERENCES argosy.purchase_order (organization_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE INDEX purchase_order_line_incoming ON argosy.purchase_order_line (organization_id, variant_id)
  WHERE incoming > 0;
-- From whom an item was ordered last.
CREATE INDEX purchase_order_line_variant ON argosy.purchase_order_line (organization_id, variant_id,
  purchase_order_id DESC);

-- A receipt, an issue, a transfer or an adjustment of stock. A draft until it is posted, all lines or none.
CREATE TABLE argosy.stock_document (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  kind text NOT NULL CHECK (kind IN ('purchase_invoice', 'sales_invoice', 'adjustment')),
  number text NOT NULL,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'posted', 'reversed')),
  location_id uuid NOT NULL,
  -- The supplier, or the buyer, and their number for it.
  partner text NOT NULL DEFAULT '',
  partner_reference text NOT NULL DEFAULT '',
  document_date date NOT NULL,
  reason text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  posted_at timestamptz,
  posted_by text,
  reversed_at timestamptz,
  reversed_by text,
  -- A receipt: the stock document by which goods of an order arrived, its lines naming the order's.
  purchase_order_id uuid,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  CONSTRAINT stock_document_purchase_order FOREIGN KEY (organization_id, purchase_order_id)
    REFERENCES argosy.purchase_order (organization_id, id)
);
CREATE UNIQUE INDEX stock_document_number ON argosy.stock_document (organization_id, number);
CREATE INDEX stock_document_list ON argosy.stock_document (organization_id, kind, state, id DESC);
CREATE INDEX stock_document_of_order ON argosy.stock_document (organization_id, purchase_order_id, id)
  WHERE purchase_order_id IS NOT NULL;
CREATE INDEX stock_document_date ON argosy.stock_document (organization_id, document_date, id);

-- The variants of a stock document.
CREATE TABLE argosy.stock_document_line (
  organization_id uuid NOT NULL,
  document_id uuid NOT NULL,
  line int NOT NULL,
  -- Null while a draft names a SKU that does not exist (yet).
  variant_id uuid,
  sku text NOT NULL,
  quantity int NOT NULL CHECK (quantity <> 0),
  unit_cost_minor bigint CHECK (unit_cost_minor >= 0),
  -- The variant's cost before posting set it; a reversal puts it back.
  cost_before_minor bigint,
  note text NOT NULL DEFAULT '',
  purchase_order_line int,
  PRIMARY KEY (organization_id, document_id, line),
  FOREIGN KEY (organization_id, document_id) REFERENCES argosy.stock_document (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE INDEX stock_document_line_cost ON argosy.stock_document_line (organization_id, variant_id, document_id)
  WHERE unit_cost_minor IS NOT NULL;

-- A count of a location, or of a part of it.
CREATE TABLE argosy.stock_count (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  number text NOT NULL,
  -- closing: the differences are being posted; asking to close again goes on where it stopped.
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closing', 'closed', 'cancelled')),
  location_id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('all', 'never_counted', 'chosen', 'category')),
  category_id uuid,
  note text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  finished_at timestamptz,
  finished_by text,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id),
  FOREIGN KEY (organization_id, category_id) REFERENCES argosy.category (organization_id, id) ON DELETE
    SET NULL (category_id)
);
CREATE UNIQUE INDEX stock_count_number ON argosy.stock_count (organization_id, number);

-- What was counted of a variant, and what was expected at that moment.
CREATE TABLE argosy.stock_count_line (
  organization_id uuid NOT NULL,
  count_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  counted int CHECK (counted >= 0),
  -- On hand at the moment it was counted: what is sold or comes in between counting and closing is not lost.
  expected int,
  counted_at timestamptz,
  counted_by text,
  entries int NOT NULL DEFAULT 0,
  -- What closing moved.
  posted int,
  PRIMARY KEY (organization_id, count_id, variant_id),
  CHECK ((counted IS NULL) = (expected IS NULL)),
  FOREIGN KEY (organization_id, count_id) REFERENCES argosy.stock_count (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE INDEX stock_count_line_unposted ON argosy.stock_count_line (organization_id, count_id, variant_id)
  WHERE counted IS NOT NULL AND posted IS NULL;

-- A stock file a seller took: the numbers in it are the channel's once the seller says that it was uploaded there.
CREATE TABLE argosy.stock_file (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  name text NOT NULL,
  lines int NOT NULL DEFAULT 0,
  taken_by text NOT NULL,
  taken_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX stock_file_store ON argosy.stock_file (organization_id, connection_id, id DESC);

-- A quantity an uploaded stock file names, until the seller confirms the file.
CREATE TABLE argosy.stock_file_line (
  organization_id uuid NOT NULL,
  stock_file_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  location text NOT NULL,
  quantity int NOT NULL,
  want_seq bigint NOT NULL,
  PRIMARY KEY (organization_id, stock_file_id, listing_id, location),
  FOREIGN KEY (organization_id, stock_file_id) REFERENCES argosy.stock_file (organization_id, id) ON DELETE CASCADE
);

-- What else a purchase cost: spread over its lines.
CREATE TABLE argosy.document_charge (
  organization_id uuid NOT NULL,
  document_id uuid NOT NULL,
  n int NOT NULL,
  kind text NOT NULL CHECK (kind IN ('freight', 'duty', 'insurance', 'other')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency char(3) NOT NULL,
  spread text NOT NULL CHECK (spread IN ('value', 'quantity', 'weight')),
  PRIMARY KEY (organization_id, document_id, n),
  FOREIGN KEY (organization_id, document_id) REFERENCES argosy.stock_document (organization_id, id) ON DELETE CASCADE
);
