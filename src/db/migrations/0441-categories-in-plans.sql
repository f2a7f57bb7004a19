-- A plan may create categories of ours on the channel.
ALTER TABLE argosy.plan_item ADD COLUMN category_id uuid;
ALTER TABLE argosy.plan_item DROP COLUMN subject;
ALTER TABLE argosy.plan_item ADD COLUMN subject text GENERATED ALWAYS AS (CASE
    WHEN entity = 'category' THEN coalesce('there-category:' || category_id::text, 'category:' || ext_key)
    WHEN field IS NOT NULL THEN 'field:' || field || ':' || coalesce(listing_id, product_listing_id)::text
    WHEN action = 'create_there' THEN 'there:' || product_id::text
    WHEN entity = 'product' THEN 'product:' || product_listing_id::text
    ELSE 'item:' || listing_id::text END) STORED;
CREATE INDEX plan_item_subject ON argosy.plan_item (organization_id, run_id, subject);
