-- Coupons and automatic promotions of the hub's own, and which order used which (decision 358).
CREATE TABLE argosy.promotion (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  -- Null: it applies by itself.
  code text,
  code_key text GENERATED ALWAYS AS (upper(btrim(code))) STORED,
  title text NOT NULL,
  is_active boolean NOT NULL,
  -- Of its amounts.
  currency char(3),
  effect jsonb NOT NULL,
  scope jsonb NOT NULL,
  minimum jsonb NOT NULL,
  starts_at timestamptz,
  ends_at timestamptz,
  use_limit int CHECK (use_limit > 0),
  customer_limit int CHECK (customer_limit > 0),
  priority int NOT NULL,
  combines text[] NOT NULL,
  places text[] NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (organization_id, id),
  CHECK (ends_at > starts_at)
);
CREATE UNIQUE INDEX promotion_code ON argosy.promotion (organization_id, code_key) WHERE deleted_at IS NULL;
CREATE INDEX promotion_automatic ON argosy.promotion (organization_id, priority, id)
  WHERE code IS NULL AND deleted_at IS NULL AND is_active;

-- Once an order and promotion; an order that is cancelled gives its uses back.
CREATE TABLE argosy.promotion_use (
  organization_id uuid NOT NULL,
  promotion_id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- Who used it, where the order has a customer.
  customer_id uuid,
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, promotion_id, order_id),
  FOREIGN KEY (organization_id, promotion_id) REFERENCES argosy.promotion (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX promotion_use_order ON argosy.promotion_use (organization_id, order_id);
CREATE INDEX promotion_use_customer ON argosy.promotion_use (organization_id, customer_id, promotion_id)
  WHERE customer_id IS NOT NULL;

CREATE FUNCTION argosy.promotion_uses_back() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM argosy.promotion_use WHERE organization_id = NEW.organization_id AND order_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER promotion_uses_back AFTER UPDATE OF status ON argosy.sales_order
  FOR EACH ROW WHEN (NEW.status = 'cancelled' AND OLD.status <> 'cancelled')
  EXECUTE FUNCTION argosy.promotion_uses_back();

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['promotion', 'promotion_use'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
