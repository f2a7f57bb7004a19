-- Returns and exchanges.

-- Goods on their way back. Money is a refund of its own: refund_command_id names it where there is one.
CREATE TABLE argosy.order_return (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
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
  -- A return the channel tells of: its key there, its state in the channel's words, a hash of what was told last, and
  -- whether the channel has ever held it for done.
  ext_key text,
  channel_status text,
  channel_hash bytea,
  channel_done boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX order_return_number ON argosy.order_return (organization_id, number);
CREATE INDEX order_return_order ON argosy.order_return (organization_id, order_id, id);
CREATE INDEX order_return_state ON argosy.order_return (organization_id, state, id DESC);
CREATE INDEX order_return_refund ON argosy.order_return (organization_id, refund_command_id)
  WHERE refund_command_id IS NOT NULL;
CREATE UNIQUE INDEX order_return_channel ON argosy.order_return (organization_id, order_id, ext_key)
  WHERE ext_key IS NOT NULL;
CREATE INDEX order_return_tracking ON argosy.order_return (organization_id, tracking_number)
  WHERE tracking_number IS NOT NULL;

-- Units of an order's line that come back.
CREATE TABLE argosy.order_return_line (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  return_id uuid NOT NULL,
  order_line_id uuid NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  received_quantity int NOT NULL DEFAULT 0,
  -- What the channel had put back of this line when the return was opened: what it tells beyond is of this return.
  restocked_before int NOT NULL,
  -- Where the goods go when nothing else is said at their arrival.
  location_id uuid,
  -- Why units come back.
  reason_code text,
  reason_note text NOT NULL DEFAULT '',
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, return_id, order_line_id),
  CHECK (received_quantity >= 0 AND received_quantity <= quantity),
  CONSTRAINT order_return_line_reason
    CHECK (reason_code IN ('does_not_fit', 'damaged', 'defective', 'wrong_item', 'not_as_described', 'changed_mind',
      'arrived_late', 'undelivered', 'other')),
  FOREIGN KEY (organization_id, return_id) REFERENCES argosy.order_return (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_line_id) REFERENCES argosy.order_line (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX order_return_line_order ON argosy.order_return_line (organization_id, order_line_id);

-- What became of the units that arrived. Its id is the cause of the stock movement.
CREATE TABLE argosy.order_return_receipt (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  return_line_id uuid NOT NULL,
  -- The caller's key: the same arrival told twice is one.
  key text NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0),
  disposition text NOT NULL,
  location_id uuid,
  actor text NOT NULL,
  at timestamptz NOT NULL,
  condition text,
  -- The receipt whose units were in repair and which this one settles.
  repair_of uuid,
  -- Units of this receipt that are still in repair.
  in_repair int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id),
  CONSTRAINT order_return_receipt_condition CHECK (condition IN ('new', 'opened', 'used', 'damaged')),
  CONSTRAINT order_return_receipt_in_repair
    CHECK (in_repair >= 0 AND in_repair <= quantity AND (in_repair = 0 OR disposition = 'repair')),
  CONSTRAINT order_return_receipt_disposition CHECK (disposition IN ('restock', 'repair', 'scrap', 'keep')),
  FOREIGN KEY (organization_id, return_line_id) REFERENCES argosy.order_return_line (organization_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (organization_id, location_id) REFERENCES argosy.location (organization_id, id)
);
CREATE INDEX order_return_receipt_line ON argosy.order_return_receipt (organization_id, return_line_id, key);
CREATE INDEX order_return_receipt_repairs ON argosy.order_return_receipt (organization_id, return_line_id)
  WHERE in_repair > 0;

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
  CHECK ((credit_minor + rest_minor) <= worth_minor),
  FOREIGN KEY (organization_id, return_id) REFERENCES argosy.order_return (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX order_exchange_order ON argosy.order_exchange (organization_id, order_id);

-- The returned units an exchange is for.
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

-- Keys of tables made before these.
ALTER TABLE argosy.order_photo ADD FOREIGN KEY (organization_id, return_line_id)
  REFERENCES argosy.order_return_line (organization_id, id) ON DELETE CASCADE;
