-- A digest of where the courier was told to go (decision 286): says whether the order's receiver changed since. Null: booked before.
ALTER TABLE argosy.shipment ADD COLUMN receiver_mark text;
