-- When a call that may have booked ended without an answer. It is in doubt as long as no later call was begun.
ALTER TABLE argosy.shipment ADD COLUMN unconfirmed_at timestamptz;
