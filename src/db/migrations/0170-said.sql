-- What a sentence of the hub is made of: codes with what fills their gaps, words of others as they are (src/commerce/sentence.ts).
-- Null: nothing of it is the hub's, or it was written before this was kept.
ALTER TABLE alert ADD COLUMN said jsonb;
ALTER TABLE timeline ADD COLUMN said jsonb;
-- The hub's reason why an item of a plan was not applied.
ALTER TABLE plan_item ADD COLUMN error_code text;
