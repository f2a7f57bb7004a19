-- With Argosy called right, an item it never counted has no number to send. The first one given ends that wait.

ALTER TABLE argosy.listing
  ADD COLUMN awaits_number boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT listing_awaits_number CHECK (stock_waits OR NOT awaits_number);
CREATE INDEX listing_awaits_number ON argosy.listing (organization_id, variant_id) WHERE awaits_number;
