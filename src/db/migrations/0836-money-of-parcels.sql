-- What couriers billed for parcels and what of the cash they collected they passed on (decision 277).
CREATE TABLE argosy.parcel_charge (
  organization_id uuid NOT NULL,
  -- The courier's.
  connection_id uuid NOT NULL,
  tracking_number text NOT NULL,
  -- The entry, as its source tells it again.
  key text NOT NULL,
  -- The courier's own word of what it is for.
  kind text NOT NULL,
  -- Credits are negative.
  gross_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  source text NOT NULL CHECK (source IN ('api', 'file')),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, tracking_number, key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

CREATE TABLE argosy.parcel_remittance (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  tracking_number text NOT NULL,
  -- Of the transfer: what has none was not paid.
  reference text NOT NULL CHECK (reference <> ''),
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  -- As told; its form is the courier's.
  paid_at text NOT NULL,
  source text NOT NULL CHECK (source IN ('api', 'file')),
  received_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, tracking_number, reference),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- Which columns of a courier's reports hold what, as the last one was read.
CREATE TABLE argosy.statement_mapping (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('charges', 'remittance')),
  mapping jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, kind),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

ALTER TABLE argosy.shipment
  -- Sums of what was billed and passed on for its parcels; null: nothing was told.
  ADD COLUMN charged_minor bigint,
  ADD COLUMN charged_currency char(3),
  ADD COLUMN is_charged_twice boolean NOT NULL DEFAULT false,
  ADD COLUMN remitted_minor bigint,
  ADD COLUMN money_asked_at timestamptz,
  ADD COLUMN money_done boolean NOT NULL DEFAULT false;
ALTER TABLE argosy.shipment
  ADD COLUMN charge_difference text GENERATED ALWAYS AS (CASE
    WHEN charged_minor > 0 AND status = 'cancelled' THEN 'cancelled'
    WHEN is_charged_twice THEN 'twice'
    WHEN charged_currency = charge_currency AND charged_minor > charge_minor THEN 'over'
  END) STORED,
  ADD COLUMN remittance_difference text GENERATED ALWAYS AS (CASE
    WHEN coalesce(remitted_minor, 0) = 0 AND status = 'delivered' AND collect_minor > 0 THEN 'missing'
    WHEN remitted_minor > collect_minor THEN 'over'
    WHEN remitted_minor > 0 AND remitted_minor < collect_minor THEN 'short'
  END) STORED;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['parcel_charge', 'parcel_remittance', 'statement_mapping'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
