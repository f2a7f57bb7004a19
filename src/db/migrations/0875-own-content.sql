-- What a product says of itself on one channel instead of its own words and images, and that it is off sale there
-- (decision 290). Null, or false: the product's.
ALTER TABLE argosy.product_listing
  ADD COLUMN own_title text CHECK (length(own_title) BETWEEN 1 AND 500),
  ADD COLUMN own_description_html text,
  ADD COLUMN own_images boolean NOT NULL DEFAULT false,
  ADD COLUMN off_sale boolean NOT NULL DEFAULT false,
  ADD COLUMN own_at timestamptz;

-- The images of product listings with images of their own.
CREATE TABLE argosy.listing_image (
  organization_id uuid NOT NULL,
  product_listing_id uuid NOT NULL,
  position int NOT NULL CHECK (position >= 0),
  url text NOT NULL,
  alt text NOT NULL DEFAULT '',
  PRIMARY KEY (organization_id, product_listing_id, position),
  FOREIGN KEY (organization_id, product_listing_id)
    REFERENCES argosy.product_listing (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX listing_image_uploaded ON argosy.listing_image (organization_id, url) WHERE url LIKE '/images/%';
ALTER TABLE argosy.listing_image ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.listing_image FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.listing_image FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.listing_image TO argosy_app;

-- What was said of one product is nothing another should say: whoever links the listing anew begins without it.
CREATE FUNCTION argosy.own_content_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.own_title := NULL;
  NEW.own_description_html := NULL;
  NEW.own_images := false;
  NEW.off_sale := false;
  NEW.own_at := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER product_listing_other_product BEFORE UPDATE OF product_id ON argosy.product_listing FOR EACH ROW
  WHEN (OLD.product_id IS NOT NULL AND NEW.product_id IS DISTINCT FROM OLD.product_id)
  EXECUTE FUNCTION argosy.own_content_ends();
