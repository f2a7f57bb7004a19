-- Prices changed together (decision 631): what was requested, when it applies, and each price as it was and became.
CREATE TABLE argosy.price_edit (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  field text NOT NULL CHECK (field IN ('price', 'compareAt')),
  currency text NOT NULL,
  -- Which products or variants, and how their price is calculated.
  selected jsonb NOT NULL,
  change jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'applied', 'cancelled', 'undoing', 'undone')),
  -- The run that applies it, later the one that undoes it.
  run_id uuid,
  apply_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  applied_at timestamptz,
  undone_at timestamptz,
  undone_by text,
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE argosy.price_edit_item (
  organization_id uuid NOT NULL,
  price_edit_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  before_minor bigint,
  after_minor bigint,
  -- Null: not asked to be undone; false: changed since, and left as it is.
  undone boolean,
  PRIMARY KEY (organization_id, price_edit_id, variant_id),
  FOREIGN KEY (organization_id, price_edit_id) REFERENCES argosy.price_edit (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX price_edit_item_variant ON argosy.price_edit_item (organization_id, variant_id, price_edit_id DESC);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['price_edit', 'price_edit_item'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
