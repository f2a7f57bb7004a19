-- Deliveries that belong to no connection lose their bytes after the days the inbox's lose theirs.
SET LOCAL search_path = argosy, public;

GRANT UPDATE (body) ON platform_inbox TO argosy_scheduler;
CREATE INDEX platform_inbox_kept ON platform_inbox (received_at) WHERE body <> '';
