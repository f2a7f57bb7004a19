-- A deleted variant's items show none on their channels before their links end: its units are for sale there otherwise.

ALTER TABLE argosy.listing
  ADD COLUMN leaves boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT listing_leaves CHECK (variant_id IS NOT NULL OR NOT leaves);
CREATE INDEX listing_leaves ON argosy.listing (organization_id, id) WHERE leaves;
