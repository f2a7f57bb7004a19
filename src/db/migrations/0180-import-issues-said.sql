-- The code of what is wrong with a row and what fills its gaps (src/commerce/sentence.ts); null: its code says it all.
ALTER TABLE catalog_import_issue ADD COLUMN said jsonb;
