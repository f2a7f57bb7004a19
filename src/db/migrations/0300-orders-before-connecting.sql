-- Orders placed before a channel was connected hold stock like any other while they are open (decision 53). What was
-- done with their lines before they were first seen moves nothing: prior_quantity units shipped (of a finished order:
-- all of them), prior_restocked units put back. opened_quantity: units the line brought on hand, because the channel's
-- number, taken as opening stock, had them out already; null: that is not decided yet.
ALTER TABLE argosy.order_line
  ADD COLUMN prior_quantity int NOT NULL DEFAULT 0,
  ADD COLUMN prior_restocked int NOT NULL DEFAULT 0,
  ADD COLUMN opened_quantity int DEFAULT 0;

CREATE INDEX order_line_unopened ON argosy.order_line (organization_id, listing_id) WHERE opened_quantity IS NULL;

-- When the number was true that became the opening stock of the listing's variant; null: another gave it, or nobody did.
ALTER TABLE argosy.listing ADD COLUMN opened_at timestamptz;

-- Units the platform says its own open orders wait for; null: it does not say.
ALTER TABLE argosy.listing_stock ADD COLUMN committed int;

-- The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.order_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.connection NO FORCE ROW LEVEL SECURITY;

-- What moved no stock until now goes on moving none.
UPDATE argosy.order_line l SET prior_quantity = greatest(l.quantity, l.fulfilled_quantity), prior_restocked = l.restocked_quantity
FROM argosy.sales_order o JOIN argosy.connection c ON c.organization_id = o.organization_id AND c.id = o.connection_id
WHERE o.organization_id = l.organization_id AND o.id = l.order_id AND (o.is_history OR o.placed_at < c.stock_cutover_at);

-- An open order is work, whenever it was placed.
UPDATE argosy.sales_order SET is_history = false
WHERE is_history AND status NOT IN ('completed', 'cancelled') AND fulfilment IN ('unfulfilled', 'partial')
  AND financial <> 'refunded';

ALTER TABLE argosy.order_line FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.connection FORCE ROW LEVEL SECURITY;
