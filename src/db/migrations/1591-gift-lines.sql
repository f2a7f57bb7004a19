-- A line the seller adds to what is packed: it costs nothing, and the order's channel does not know of it (decision 742).
ALTER TABLE argosy.order_line ADD COLUMN is_gift boolean NOT NULL DEFAULT false;
