-- A number in doubt because of orders may differ from what is believed by their units, and by no more: what differs by
-- more was sold by somebody who has not been heard of. Both 0 while in doubt: it may be anything.
-- read_at: when the belief was last taken from a reading, which may hold sales not heard of yet; a confirmed write cannot.
SET LOCAL search_path = argosy, public;

ALTER TABLE listing_stock
  ADD COLUMN doubt_taken int NOT NULL DEFAULT 0,
  ADD COLUMN doubt_given int NOT NULL DEFAULT 0,
  ADD COLUMN read_at timestamptz;
