-- Goods sent in place of returned units: an order of its own, and what of the returned units' price pays for it.
CREATE TABLE argosy.order_exchange (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  return_id uuid NOT NULL,
  -- The order that sends the goods.
  order_id uuid NOT NULL,
  -- The caller's key: the same exchange asked for twice is one.
  key text NOT NULL,
  -- What the returned units cost, what of it pays for the order, and what of it is still to be refunded.
  worth_minor bigint NOT NULL CHECK (worth_minor >= 0),
  credit_minor bigint NOT NULL CHECK (credit_minor >= 0),
  rest_minor bigint NOT NULL CHECK (rest_minor >= 0),
  actor text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, return_id, key),
  FOREIGN KEY (organization_id, return_id) REFERENCES argosy.order_return (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  CHECK (credit_minor + rest_minor <= worth_minor)
);
CREATE INDEX order_exchange_order ON argosy.order_exchange (organization_id, order_id);

CREATE TABLE argosy.order_exchange_line (
  organization_id uuid NOT NULL,
  exchange_id uuid NOT NULL,
  return_line_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (organization_id, exchange_id, return_line_id),
  FOREIGN KEY (organization_id, exchange_id) REFERENCES argosy.order_exchange (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, return_line_id) REFERENCES argosy.order_return_line (organization_id, id)
    ON DELETE CASCADE
);
CREATE INDEX order_exchange_line_return ON argosy.order_exchange_line (organization_id, return_line_id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_exchange', 'order_exchange_line'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
