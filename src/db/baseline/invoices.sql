-- Invoices and credit notes.

-- Invoices and credit notes (decision 241). Who sells and how papers are made; absent until somebody says it.
CREATE TABLE argosy.invoice_settings (
  organization_id uuid PRIMARY KEY,
  legal_name text NOT NULL DEFAULT '',
  address jsonb NOT NULL DEFAULT '{}',
  regime text NOT NULL DEFAULT 'plain' CHECK (regime IN ('plain', 'eu_vat', 'gst')),
  tax_id text,
  gstin text,
  registration text,
  email text,
  phone text,
  logo_id uuid,
  language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'ar')),
  -- The month the financial year begins in: 1 the calendar's, 4 India's.
  year_start int NOT NULL DEFAULT 1 CHECK (year_start BETWEEN 1 AND 12),
  footer text NOT NULL DEFAULT '',
  -- Rates of products decide where a channel tells no tax of lines (GST).
  uses_product_rates boolean NOT NULL DEFAULT true,
  -- An invoice by itself when an order ships, a credit note by itself when an invoiced order is refunded.
  issues_when_shipped boolean NOT NULL DEFAULT false,
  credits_refunds boolean NOT NULL DEFAULT false,
  updated_at timestamptz NOT NULL
);

-- Pictures are never changed: what was printed shows the one of its day.
CREATE TABLE argosy.invoice_logo (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL CHECK (type IN ('image/png', 'image/jpeg')),
  bytes bytea NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
GRANT SELECT, INSERT ON argosy.invoice_logo TO argosy_app;

-- A run of invoice numbers, and for which stores it counts.
CREATE TABLE argosy.invoice_series (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  invoice_pattern text NOT NULL,
  credit_pattern text NOT NULL,
  -- Orders of these channels take it; of none: every order no other series takes.
  connection_ids uuid[] NOT NULL DEFAULT '{}',
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX invoice_series_default ON argosy.invoice_series (organization_id) WHERE is_default;

-- The last number of each year, raised in the transaction that writes the paper: what is rolled back leaves no gap.
CREATE TABLE argosy.invoice_counter (
  organization_id uuid NOT NULL,
  series_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  year_starts_on date NOT NULL,
  last bigint NOT NULL CHECK (last > 0),
  -- A later number never has an earlier day.
  last_on date NOT NULL,
  PRIMARY KEY (organization_id, series_id, kind, year_starts_on)
);
GRANT SELECT, INSERT, UPDATE ON argosy.invoice_counter TO argosy_app;

-- Issued invoices and credit notes. Nothing in them ever changes.
CREATE TABLE argosy.invoice_paper (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
  series_id uuid NOT NULL,
  year_starts_on date NOT NULL,
  counted bigint NOT NULL,
  number text NOT NULL,
  issued_on date NOT NULL,
  -- Papers outlive what they are about.
  order_id uuid NOT NULL,
  order_number text NOT NULL,
  connection_id uuid,
  customer_id uuid,
  -- Of an invoice: which of its order (an order is invoiced again once the one before is cancelled).
  nth int,
  invoice_id uuid,
  -- Of a credit note: the refund it stands for; none where it cancels the invoice.
  refund_key text,
  cancels boolean NOT NULL DEFAULT false,
  buyer text NOT NULL,
  buyer_tax_id text,
  currency char(3) NOT NULL,
  net_minor bigint,
  tax_minor bigint,
  cgst_minor bigint,
  sgst_minor bigint,
  igst_minor bigint,
  total_minor bigint NOT NULL,
  place_of_supply text,
  -- All that is printed; json, because it is kept letter by letter.
  paper json NOT NULL,
  issued_at timestamptz NOT NULL,
  issued_by text NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, series_id, kind, year_starts_on, counted),
  CHECK ((nth IS NOT NULL) = (kind = 'invoice')),
  CHECK ((invoice_id IS NOT NULL) = (kind = 'credit_note')),
  FOREIGN KEY (organization_id, invoice_id) REFERENCES argosy.invoice_paper (organization_id, id)
);
CREATE UNIQUE INDEX invoice_paper_number ON argosy.invoice_paper (organization_id, number);
CREATE UNIQUE INDEX invoice_paper_order ON argosy.invoice_paper (organization_id, order_id, nth)
  WHERE kind = 'invoice';
CREATE INDEX invoice_paper_of_order ON argosy.invoice_paper (organization_id, order_id, id);
CREATE UNIQUE INDEX invoice_paper_refund ON argosy.invoice_paper (organization_id, invoice_id, refund_key)
  WHERE refund_key IS NOT NULL;
CREATE INDEX invoice_paper_credits ON argosy.invoice_paper (organization_id, invoice_id) WHERE kind = 'credit_note';
CREATE INDEX invoice_paper_day ON argosy.invoice_paper (organization_id, issued_on DESC, id DESC);
CREATE INDEX invoice_paper_total ON argosy.invoice_paper (organization_id, total_minor, id);
GRANT SELECT, INSERT ON argosy.invoice_paper TO argosy_app;

-- The PDF as it was first printed.
CREATE TABLE argosy.invoice_print (
  organization_id uuid NOT NULL,
  paper_id uuid NOT NULL,
  pdf bytea NOT NULL,
  printed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, paper_id),
  FOREIGN KEY (organization_id, paper_id) REFERENCES argosy.invoice_paper (organization_id, id)
);
GRANT SELECT, INSERT ON argosy.invoice_print TO argosy_app;

-- Orders that may have to be invoiced or credited by themselves.
CREATE TABLE argosy.invoice_due (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- After something unforeseen; absent: at once.
  retry_at timestamptz,
  PRIMARY KEY (organization_id, order_id)
);
GRANT SELECT (organization_id, retry_at) ON argosy.invoice_due TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.invoice_due FOR SELECT TO argosy_scheduler USING (true);

-- Keys of tables made before these.
ALTER TABLE argosy.channel_logo ADD FOREIGN KEY (organization_id, logo_id)
  REFERENCES argosy.invoice_logo (organization_id, id);

-- What was issued stays as it is.
CREATE FUNCTION argosy.invoice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'An issued invoice or credit note is never changed or removed.';
END
$$;
CREATE TRIGGER invoice_paper_stays BEFORE DELETE OR UPDATE ON argosy.invoice_paper
  FOR EACH ROW EXECUTE FUNCTION argosy.invoice_stays();
CREATE TRIGGER invoice_print_stays BEFORE DELETE OR UPDATE ON argosy.invoice_print
  FOR EACH ROW EXECUTE FUNCTION argosy.invoice_stays();

-- The conditions stand on the triggers: an import that ships nothing calls no function.
CREATE FUNCTION argosy.invoice_on_shipping() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.invoice_due (organization_id, order_id)
  SELECT NEW.organization_id, NEW.id FROM argosy.invoice_settings s
  WHERE s.organization_id = NEW.organization_id AND s.issues_when_shipped
  ON CONFLICT DO NOTHING;
  IF FOUND THEN PERFORM pg_notify('argosy_invoice', NEW.organization_id::text); END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_invoiced_insert AFTER INSERT ON argosy.sales_order
  FOR EACH ROW WHEN ((NEW.fulfilment IN ('partial', 'fulfilled', 'in_transit', 'delivered')) AND NOT NEW.is_history)
  EXECUTE FUNCTION argosy.invoice_on_shipping();
CREATE TRIGGER sales_order_invoiced_update AFTER UPDATE OF fulfilment ON argosy.sales_order
  FOR EACH ROW
  WHEN ((NEW.fulfilment IN ('partial', 'fulfilled', 'in_transit', 'delivered')) AND OLD.fulfilment = 'unfulfilled'
    AND NOT NEW.is_history)
  EXECUTE FUNCTION argosy.invoice_on_shipping();

-- A refund of an order with an invoice may need a credit note.
CREATE FUNCTION argosy.invoice_on_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.invoice_due (organization_id, order_id)
  SELECT NEW.organization_id, NEW.order_id FROM argosy.invoice_settings s
  WHERE s.organization_id = NEW.organization_id AND s.credits_refunds
    AND EXISTS (SELECT FROM argosy.invoice_paper p WHERE p.organization_id = NEW.organization_id
      AND p.order_id = NEW.order_id)
  ON CONFLICT DO NOTHING;
  IF FOUND THEN PERFORM pg_notify('argosy_invoice', NEW.organization_id::text); END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_refund_credited AFTER INSERT OR UPDATE OF amount_minor ON argosy.order_refund
  FOR EACH ROW WHEN (NEW.amount_minor > 0) EXECUTE FUNCTION argosy.invoice_on_refund();
