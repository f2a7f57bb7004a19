-- What the buyer chose or typed on a line or on the order, and the codes the order was placed with.
ALTER TABLE argosy.order_line ADD COLUMN options jsonb;
ALTER TABLE argosy.sales_order ADD COLUMN options jsonb;
ALTER TABLE argosy.sales_order ADD COLUMN discount_codes text[] NOT NULL DEFAULT '{}';
