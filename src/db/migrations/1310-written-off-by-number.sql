-- Units refunded before they left, of refunds whose channel tells nothing, that its number has lost: written off as
-- kept_out_quantity is (decision 54).
ALTER TABLE argosy.order_line ADD COLUMN seen_kept_out int NOT NULL DEFAULT 0;
