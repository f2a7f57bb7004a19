-- What a kept text is made of: codes with what fills their gaps, words of others as they are (src/commerce/sentence.ts).
-- Null: nothing of it is the hub's or a connector's, or it was written before this was kept.
ALTER TABLE argosy.access_grant ADD COLUMN error_said jsonb;
ALTER TABLE argosy.connection ADD COLUMN last_error_said jsonb, ADD COLUMN warnings_said jsonb;
ALTER TABLE argosy.sync_cursor ADD COLUMN error_said jsonb;
ALTER TABLE argosy.inbox_event ADD COLUMN error_said jsonb;
ALTER TABLE argosy.product_listing ADD COLUMN error_said jsonb;
ALTER TABLE argosy.listing_stock ADD COLUMN error_said jsonb;
ALTER TABLE argosy.listing_price ADD COLUMN error_said jsonb;
ALTER TABLE argosy.record_push ADD COLUMN error_said jsonb;
ALTER TABLE argosy.sales_order ADD COLUMN push_error_said jsonb;
ALTER TABLE argosy.command ADD COLUMN text_said jsonb;
ALTER TABLE argosy.run ADD COLUMN error_said jsonb;
ALTER TABLE argosy.plan_item ADD COLUMN error_said jsonb;
ALTER TABLE argosy.sync_log ADD COLUMN text_said jsonb;
ALTER TABLE argosy.channel_file_issue ADD COLUMN message_said jsonb;
ALTER TABLE argosy.shipment ADD COLUMN text_said jsonb;
ALTER TABLE argosy.pickup ADD COLUMN text_said jsonb;
