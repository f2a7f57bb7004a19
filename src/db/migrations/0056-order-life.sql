-- What an order lives through after it was placed: goods that come back, payments, parcels the channel does not tell of.
SET LOCAL search_path = argosy, public;

ALTER TABLE order_line
  -- Units returns put back into stock here, and units returns have dealt with in any way.
  ADD COLUMN return_restocked int NOT NULL DEFAULT 0,
  ADD COLUMN return_received int NOT NULL DEFAULT 0,
  -- Of the units the channel told as restocked: those that returns here had dealt with already.
  ADD COLUMN matched_quantity int NOT NULL DEFAULT 0,
  -- Units shipped from here that the channel has no way to tell back.
  ADD COLUMN own_fulfilled_quantity int NOT NULL DEFAULT 0,
  ADD CHECK (return_restocked BETWEEN 0 AND return_received);

-- Tags of the hub's own, beside those of the platform.
ALTER TABLE sales_order ADD COLUMN own_tags text[] NOT NULL DEFAULT '{}';

-- Payments as the channel tells them. Amounts are positive; the kind says which way the money went.
CREATE TABLE order_transaction (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  ext_key text NOT NULL,
  parent_key text,
  kind text NOT NULL CHECK (kind IN ('authorization', 'sale', 'capture', 'refund', 'void')),
  status text NOT NULL CHECK (status IN ('success', 'pending', 'failed')),
  gateway text,
  amount_minor bigint NOT NULL,
  currency char(3) NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, order_id, ext_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE
);

-- Goods on their way back. Money is a refund of its own: refund_command_id names it where there is one.
CREATE TABLE order_return (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  order_id uuid NOT NULL,
  number text NOT NULL,
  state text NOT NULL CHECK (state IN ('requested', 'approved', 'received', 'closed', 'rejected', 'cancelled')),
  reason text NOT NULL DEFAULT '',
  note text NOT NULL DEFAULT '',
  carrier text,
  tracking_number text,
  tracking_url text,
  refund_command_id uuid,
  -- The refund asks for the goods to be put back at once when the channel has taken it.
  with_refund boolean NOT NULL DEFAULT false,
  requested_by text NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX order_return_number ON order_return (organization_id, number);
CREATE INDEX order_return_order ON order_return (organization_id, order_id, id);
CREATE INDEX order_return_state ON order_return (organization_id, state, id DESC);
CREATE INDEX order_return_refund ON order_return (organization_id, refund_command_id) WHERE refund_command_id IS NOT NULL;

CREATE TABLE order_return_line (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  return_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  received_quantity int NOT NULL DEFAULT 0,
  -- What the channel had put back of this line when the return was opened: what it tells beyond is of this return.
  restocked_before int NOT NULL,
  -- Where the goods go when nothing else is said at their arrival.
  location_id uuid,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, return_id, order_line_id),
  FOREIGN KEY (organization_id, return_id) REFERENCES order_return (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_line_id) REFERENCES order_line (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES location (organization_id, id),
  CHECK (received_quantity BETWEEN 0 AND quantity)
);
CREATE INDEX order_return_line_order ON order_return_line (organization_id, order_line_id);

-- What became of the units that arrived. Its id is the cause of the stock movement.
CREATE TABLE order_return_receipt (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT new_id(),
  return_line_id uuid NOT NULL,
  -- The caller's key: the same arrival told twice is one.
  key text NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  disposition text NOT NULL CHECK (disposition IN ('restock', 'scrap', 'keep')),
  location_id uuid,
  actor text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, return_line_id) REFERENCES order_return_line (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES location (organization_id, id)
);
CREATE INDEX order_return_receipt_line ON order_return_receipt (organization_id, return_line_id, key);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['order_transaction', 'order_return', 'order_return_line', 'order_return_receipt'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
