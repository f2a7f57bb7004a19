-- A role for whoever packs, and rights of their own for profit, costs, settlements, packing and cancelling. A key with a list
-- of its own keeps what it could do under the broader rights.
ALTER TABLE auth.member DROP CONSTRAINT member_role_check;
ALTER TABLE auth.member ADD CONSTRAINT member_role_check
  CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'packer', 'viewer'));
ALTER TABLE auth.invitation DROP CONSTRAINT invitation_role_check;
ALTER TABLE auth.invitation ADD CONSTRAINT invitation_role_check
  CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'packer', 'viewer'));
ALTER TABLE auth.api_key DROP CONSTRAINT api_key_role_check;
ALTER TABLE auth.api_key ADD CONSTRAINT api_key_role_check
  CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'packer', 'viewer'));
ALTER TABLE auth.api_key NO FORCE ROW LEVEL SECURITY;
UPDATE auth.api_key SET actions = actions || ARRAY['view_profit', 'view_costs', 'view_settlements']
  WHERE 'view' = ANY (actions);
UPDATE auth.api_key SET actions = actions || ARRAY['pack_orders', 'cancel_orders'] WHERE 'act_on_orders' = ANY (actions);
