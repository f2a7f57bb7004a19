-- What a channel takes of its other items when it sells this one (a pack, a kit, a bundle), by their keys there.
ALTER TABLE argosy.listing ADD COLUMN contents jsonb;
COMMENT ON COLUMN argosy.listing.contents IS 'A pack: [{variantKey, quantity}], what the channel takes for one; null: nothing, or not told.';
