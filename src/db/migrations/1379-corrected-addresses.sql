-- A digest of the address the channel had told when the delivery address was corrected here. Null: it is the channel's.
ALTER TABLE argosy.sales_order ADD COLUMN corrected_from text;
