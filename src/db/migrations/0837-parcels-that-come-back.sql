-- The return that was opened because the courier brought the shipment back.
ALTER TABLE argosy.shipment ADD COLUMN return_id uuid,
  ADD FOREIGN KEY (organization_id, return_id) REFERENCES argosy.order_return (organization_id, id) ON DELETE SET NULL (return_id);
