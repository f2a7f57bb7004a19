-- What the change was, in units and amounts, when it was told of a booked parcel: a later one is another.
ALTER TABLE argosy.shipment ADD COLUMN order_change_mark text;
