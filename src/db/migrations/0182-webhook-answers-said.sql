-- Why an endpoint did not take a delivery, as the hub's sentences (src/commerce/sentence.ts); null: it is not the hub's, or older.
ALTER TABLE webhook_attempt ADD COLUMN said jsonb;
ALTER TABLE webhook_delivery ADD COLUMN last_said jsonb;
ALTER TABLE webhook_endpoint ADD COLUMN last_said jsonb;
