-- A plan item of entity category names its channel's category; work is taken in a fixed order, in chunks.
SET LOCAL search_path = argosy, public;
ALTER TABLE plan_item ADD COLUMN ext_key text;
-- Order of application: what later items rest on comes first.
ALTER TABLE plan_item ADD COLUMN rank int NOT NULL DEFAULT 0;
CREATE INDEX plan_item_todo ON plan_item (organization_id, run_id, rank, id) WHERE state = 'planned' AND chosen;
CREATE INDEX plan_item_listing ON plan_item (organization_id, run_id, listing_id) WHERE listing_id IS NOT NULL;
