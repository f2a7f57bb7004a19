-- The currency its total is shown in beside its own; null: its own alone.
ALTER TABLE argosy.sales_order ADD COLUMN shown_currency char(3);
