-- When people were told that a channel has not confirmed what it was asked to take off a gift card or to put back.
ALTER TABLE argosy.gift_card_use ADD COLUMN told_at timestamptz;

GRANT SELECT (organization_id, state, started_at, finished_at, told_at) ON argosy.gift_card_use TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.gift_card_use FOR SELECT TO argosy_scheduler USING (true);
