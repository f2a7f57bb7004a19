-- An order whose money went back whole, without a word about units, after its parcel was booked.
ALTER TABLE argosy.shipment
  DROP CONSTRAINT shipment_order_change_check,
  ADD CONSTRAINT shipment_order_change_check
    CHECK (order_change IN ('cancelled', 'refunded', 'units', 'amount')) NOT VALID;
ALTER TABLE argosy.shipment
  DROP CONSTRAINT shipment_order_change_kept_check,
  ADD CONSTRAINT shipment_order_change_kept_check
    CHECK (order_change_kept IN ('cancelled', 'refunded', 'units', 'amount')) NOT VALID;
