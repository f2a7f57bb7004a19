-- When somebody gave access last after it was lost: what was asked with the access before says nothing of this one.
ALTER TABLE argosy.connection ADD COLUMN access_given_at timestamptz;
