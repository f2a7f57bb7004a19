-- Whether a refund that was to move money did: the channel may only book it. Null: it was to move none, or nobody said.
ALTER TABLE argosy.command ADD COLUMN money_moved boolean;
