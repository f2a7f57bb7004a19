-- Digests of what the courier was told of the receiver, by part: name, phone, street and place. They say whether a
-- correction sends what the order has, and whether the parcel goes to the order's place. Null: booked before.
ALTER TABLE argosy.shipment ADD COLUMN receiver_parts jsonb;
