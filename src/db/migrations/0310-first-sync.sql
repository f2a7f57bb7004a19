-- The first sync writes nothing to a shop whose number was called right, and its results follow the channel's answer.

ALTER TABLE argosy.connection
  -- A first sync was asked for with a plan to look at: nothing is linked by itself before that plan is applied.
  ADD COLUMN awaits_plan boolean NOT NULL DEFAULT false;

ALTER TABLE argosy.listing
  -- Stock is not in sync because the first sync left open whose number is right.
  ADD COLUMN stock_waits boolean NOT NULL DEFAULT false;
CREATE INDEX listing_stock_waits ON argosy.listing (organization_id, connection_id, id) WHERE stock_waits;

ALTER TABLE argosy.plan_item
  -- The wish of the product listing or price that the channel has to confirm before the item is done.
  ADD COLUMN want_seq bigint,
  DROP CONSTRAINT plan_item_state_check,
  -- sent: on its way; what became of it is read from the wish.
  ADD CONSTRAINT plan_item_state_check CHECK (state IN ('planned', 'sent', 'done', 'failed', 'skipped'));
