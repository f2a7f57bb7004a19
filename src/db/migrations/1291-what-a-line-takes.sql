-- What a line really takes: how much of goods sold in fractions, the set it is a part of, and what the channel itself takes
-- for a pack.
ALTER TABLE argosy.order_line ADD COLUMN exact_quantity numeric;
ALTER TABLE argosy.order_line ADD COLUMN ext_group text;
ALTER TABLE argosy.order_line ADD COLUMN pack jsonb;

-- What nobody sends takes from now on what its channel took; what it took before is in the numbers already.
ALTER TABLE argosy.order_line NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.order_line SET prior_quantity = greatest(prior_quantity, took_quantity) WHERE fulfilled_by = 'nobody' AND took_quantity > 0;
ALTER TABLE argosy.order_line FORCE ROW LEVEL SECURITY;
