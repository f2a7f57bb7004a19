-- When the last command of ours on the order was confirmed: what a channel was asked before that is not applied after it,
-- unless its version is newer.
ALTER TABLE argosy.sales_order ADD COLUMN commanded_at timestamptz;
