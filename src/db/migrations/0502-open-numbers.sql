ALTER TABLE argosy.listing_stock
  -- The number of the write whose outcome may be unknown: a channel that shows neither it nor the one before sold meanwhile.
  ADD COLUMN sent_value int,
  -- Since when an unexplained number is open, however often it changes meanwhile.
  ADD COLUMN open_since timestamptz;
