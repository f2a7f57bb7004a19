-- What a run of a sweep took in, so that whoever asked for it can be told; kept until the next run begins.
ALTER TABLE argosy.sync_cursor ADD COLUMN taken int NOT NULL DEFAULT 0;
-- A delivery that is applied again waits from then, not from when it first came.
ALTER TABLE argosy.inbox_event ADD COLUMN replayed_at timestamptz;
