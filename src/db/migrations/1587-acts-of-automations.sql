-- At least as often as it acted within 24 hours: the log is counted anew only when that comes near its limit, and not for
-- each chunk of events, of which a busy day has hundreds. NULL: not counted yet.
ALTER TABLE argosy.automation ADD COLUMN acted_at_most int;
-- Its last_acted_at then: a process of the version before acts without counting.
ALTER TABLE argosy.automation ADD COLUMN counted_at timestamptz;
