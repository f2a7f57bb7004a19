-- The code a discount of an order made here was given for; the discount itself stands in the lines.
ALTER TABLE argosy.sales_order ADD COLUMN discount_code text;
