-- A sweep may be asked for: somebody needs to know all that happened up to a moment. A run that began at or after it
-- answers; the same question asked again starts nothing.
ALTER TABLE argosy.sync_cursor
  -- The latest moment asked about, and when the oldest question not answered yet was put; null: nobody waits.
  ADD COLUMN asked_at timestamptz,
  ADD COLUMN asked_since timestamptz,
  -- When the run under way began (it may take many turns); null between runs.
  ADD COLUMN begun_at timestamptz,
  -- When it last had a turn, so that those that waited longest come first.
  ADD COLUMN turn_at timestamptz,
  -- Since when it has failed, without a run that ended well.
  ADD COLUMN failing_since timestamptz,
  -- Of a sweep over open orders: the last one re-read in the run under way.
  ADD COLUMN place uuid,
  -- How many open orders the run under way has taken.
  ADD COLUMN looked int NOT NULL DEFAULT 0;

CREATE INDEX sales_order_open ON argosy.sales_order (organization_id, connection_id, id)
  WHERE ext_key IS NOT NULL AND status NOT IN ('completed', 'cancelled');

-- When a number without an explanation was first seen as it is: orders read since then would explain it.
ALTER TABLE argosy.listing_stock ADD COLUMN surprised_at timestamptz;
