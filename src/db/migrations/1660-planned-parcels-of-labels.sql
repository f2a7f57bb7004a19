-- Of an order that is sent in several parcels, which of them a label, or a closed parcel of the packing station, holds: two
-- may have the same lines. Null: none as it was planned, or the order is not split.
ALTER TABLE argosy.parcel ADD COLUMN planned_parcel int;
ALTER TABLE argosy.order_packing ADD COLUMN planned_parcel int;
