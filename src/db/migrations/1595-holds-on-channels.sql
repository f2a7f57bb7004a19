-- Its channel was asked to place a hold of the same key (the hold's id), and is asked to release it when it ends. False where
-- the channel has none of ours: it was not asked, refused, or held the order before.
ALTER TABLE argosy.order_hold ADD COLUMN is_told boolean NOT NULL DEFAULT false;
