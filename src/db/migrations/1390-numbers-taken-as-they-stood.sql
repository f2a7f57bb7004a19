-- When the believed number was last taken from the channel as it stood, with nothing that explains it: an order that no list
-- of changed orders has brought since may be why it is lower, so it is not raised before one has. NULL: explained.
ALTER TABLE argosy.listing_stock ADD COLUMN unproven_since timestamptz;
