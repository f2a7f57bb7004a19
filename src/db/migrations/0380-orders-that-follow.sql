-- An order from before connecting whose units the channel has not taken from its number yet (it waits for its payment)
-- holds no more than the channel takes (decision 53).
ALTER TABLE argosy.order_line ADD COLUMN follows_channel boolean NOT NULL DEFAULT false;
