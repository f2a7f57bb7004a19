-- Deliveries that belong to no connection are removed with their age; until now only their bytes were.
SET LOCAL search_path = argosy, public;

REVOKE UPDATE (body) ON platform_inbox FROM argosy_scheduler;
GRANT DELETE ON platform_inbox TO argosy_scheduler;
DROP INDEX platform_inbox_kept;
CREATE INDEX platform_inbox_age ON platform_inbox (received_at);
