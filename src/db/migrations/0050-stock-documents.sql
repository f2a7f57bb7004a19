-- Stock documents, and a ledger that can be asked by reference, level, cause and time.
SET LOCAL search_path = argosy, public;

-- What people call the cause: a document's number, a count's, the reference a caller gave. Orders have their own number.
ALTER TABLE movement ADD COLUMN reference text;
-- The doctor's corrections are a cause of their own.
ALTER TABLE movement DROP CONSTRAINT movement_cause_kind_check;
ALTER TABLE movement ADD CONSTRAINT movement_cause_kind_check CHECK (cause_kind IN
  ('order', 'set', 'adjust', 'transfer', 'count', 'document', 'channel', 'import', 'sql', 'return', 'repair')) NOT VALID;

-- The history of a level, newest first; that of a variant is merged from its levels. In place of the index by variant:
-- every sale pays for every index here.
CREATE INDEX movement_level ON movement (organization_id, variant_id, location_id, id DESC);
DROP INDEX movement_history;
CREATE INDEX movement_reference ON movement (organization_id, reference, id DESC) WHERE reference IS NOT NULL;
-- All but orders is rare beside them.
CREATE INDEX movement_rare ON movement (organization_id, cause_kind, id DESC) WHERE cause_kind <> 'order';
CREATE INDEX movement_time ON movement USING brin (organization_id, created_at);

-- Running numbers by kind of paper: PI-1, SI-1, ADJ-1, SC-1.
CREATE TABLE stock_counter (
  organization_id uuid NOT NULL,
  kind text NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (organization_id, kind)
);

CREATE TABLE stock_document (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
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
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, location_id) REFERENCES location (organization_id, id)
);
CREATE UNIQUE INDEX stock_document_number ON stock_document (organization_id, number);
CREATE INDEX stock_document_list ON stock_document (organization_id, kind, state, id DESC);

CREATE TABLE stock_document_line (
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
  PRIMARY KEY (organization_id, document_id, line),
  FOREIGN KEY (organization_id, document_id) REFERENCES stock_document (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES variant (organization_id, id)
);
CREATE INDEX stock_document_line_cost ON stock_document_line (organization_id, variant_id, document_id) WHERE unit_cost_minor IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['stock_counter', 'stock_document', 'stock_document_line'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
