-- What becomes of refunded goods (decision 54). kept_out_quantity: units refunded before they left that the channel says
-- are not for sale again; lost_quantity of them are written off. seen_restocked: units of refunds whose channel tells
-- nothing, seen to be back by a number that rose by exactly as many.
ALTER TABLE argosy.order_line
  ADD COLUMN kept_out_quantity int NOT NULL DEFAULT 0,
  ADD COLUMN lost_quantity int NOT NULL DEFAULT 0,
  ADD COLUMN seen_restocked int NOT NULL DEFAULT 0;

CREATE INDEX order_refund_recent ON argosy.order_refund (organization_id, refunded_at);
