-- What a shipment's parcels are insured for, in its currency; 0: they are not. What of the charge is for the insurance, where
-- the courier tells.
ALTER TABLE argosy.shipment ADD COLUMN insured_minor bigint NOT NULL DEFAULT 0 CHECK (insured_minor >= 0),
  ADD COLUMN insurance_minor bigint, ADD COLUMN insurance_currency char(3),
  ADD CHECK ((insurance_minor IS NULL) = (insurance_currency IS NULL));
-- What an automation chose: the value of the goods, or an amount in the order's currency. Neither: it chose nothing.
ALTER TABLE argosy.order_shipping_choice ADD COLUMN insures_goods boolean NOT NULL DEFAULT false,
  ADD COLUMN insured_minor bigint CHECK (insured_minor > 0),
  ADD CHECK (insured_minor IS NULL OR NOT insures_goods);
