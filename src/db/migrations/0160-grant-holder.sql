-- Whose consent a grant is (app and login), where one grant opens several accounts: a newer consent of the same holder
-- takes the older one's place for every connection that works with it, instead of leaving them with tokens it ended.
SET LOCAL search_path = argosy, public;

ALTER TABLE access_grant ADD COLUMN holder text;
CREATE UNIQUE INDEX access_grant_holder ON access_grant (organization_id, provider, holder) WHERE holder IS NOT NULL;
