-- When a draft was first sent. Until then, a listing of its product on the channel is another's.
ALTER TABLE argosy.listing_draft ADD COLUMN sent_at timestamptz;
ALTER TABLE argosy.listing_draft NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.listing_draft SET sent_at = updated_at WHERE state <> 'draft' OR ext_key IS NOT NULL;
ALTER TABLE argosy.listing_draft FORCE ROW LEVEL SECURITY;
