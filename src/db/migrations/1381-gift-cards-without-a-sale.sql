-- The register money was taken off a gift card at, and the sale that has it (decision 637).
ALTER TABLE argosy.gift_card_entry
  ADD COLUMN register_id uuid,
  -- The sale, or what was put back of it whole.
  ADD COLUMN used_by uuid,
  -- When people were told that no sale has it.
  ADD COLUMN told_at timestamptz;

GRANT SELECT (organization_id, register_id, used_by, told_at, at) ON argosy.gift_card_entry TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.gift_card_entry FOR SELECT TO argosy_scheduler USING (true);
