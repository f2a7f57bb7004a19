-- Until when the units of an unpaid order are held, and whether its channel keeps them aside itself, beside the number it
-- shows; null: as long as the order is open. hold_ended: that time is over, and they are on sale again.
ALTER TABLE argosy.sales_order
  ADD COLUMN held_until timestamptz,
  ADD COLUMN held_aside boolean NOT NULL DEFAULT false,
  ADD COLUMN hold_ended boolean NOT NULL DEFAULT false;
