-- Lists by name stand in an index on the name in small letters (decision 292).
ALTER TABLE argosy.campaign_channel ADD COLUMN name_key text GENERATED ALWAYS AS (lower(campaign_name)) STORED;
