-- Where all listings of a channel are to be worked out anew, the last one marked; null: none of it is left. In pieces:
-- 200,000 marks of one transaction were held for as long as it lasted, and every sale of one of them waited.
ALTER TABLE argosy.connection ADD COLUMN marked_to_id uuid;
GRANT SELECT (marked_to_id) ON argosy.connection TO argosy_scheduler;
