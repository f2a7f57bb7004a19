-- A deleted product that its channels are to take off sale.
ALTER TABLE argosy.product_listing ADD COLUMN leaves boolean NOT NULL DEFAULT false;
