-- When the channel was found to have the category no more; NULL: it has it, as read last.
ALTER TABLE argosy.listing_schema ADD COLUMN gone_at timestamptz;
