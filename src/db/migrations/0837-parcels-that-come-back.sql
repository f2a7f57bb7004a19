-- The return that was opened because the courier brought the shipment back. The owner of both tables, who looks through
-- their rows for the new key, is held to their policies too, and no organization is set here.
ALTER TABLE argosy.shipment NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_return NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipment ADD COLUMN return_id uuid,
  ADD FOREIGN KEY (organization_id, return_id) REFERENCES argosy.order_return (organization_id, id) ON DELETE SET NULL (return_id);
ALTER TABLE argosy.shipment FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_return FORCE ROW LEVEL SECURITY;
