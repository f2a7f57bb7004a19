-- Who renews a grant at the moment, and until when nobody else begins to: a renewal is a call to a platform, and no
-- transaction stays open for it. One that was left behind by a process that ended runs out by itself.
ALTER TABLE argosy.access_grant ADD COLUMN renewal_token uuid;
ALTER TABLE argosy.access_grant ADD COLUMN renewal_until timestamptz;
