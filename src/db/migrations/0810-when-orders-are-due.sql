-- By when the channel wants an order shipped, where it tells; and when it is due: then, or two days after it was placed
-- (src/hub/orders/to-ship.ts). Of orders that wait for nobody it says nothing.
ALTER TABLE argosy.sales_order
  ADD COLUMN ship_by timestamptz,
  ADD COLUMN due_at timestamptz NOT NULL DEFAULT now() + interval '48 hours';

-- Its owner is held to the policies of the table too, and no organization is set here.
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.sales_order SET due_at = placed_at + interval '48 hours'
WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
