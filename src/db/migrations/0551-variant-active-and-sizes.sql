-- A variant is on sale or not by itself; a product has a size its variants fall back to.
ALTER TABLE argosy.variant ADD COLUMN active boolean NOT NULL DEFAULT true;
ALTER TABLE argosy.product ADD COLUMN dimensions jsonb;

CREATE OR REPLACE FUNCTION argosy.capture_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content') FROM after_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.price_minor, a.compare_at_minor, a.currency) IS DISTINCT FROM (b.price_minor, b.compare_at_minor, b.currency) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.active <> b.active HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.product_id), 'content')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.barcode, a.title, a.options, a.position, a.weight_grams, a.dimensions, a.attributes, a.active, a.deleted_at)
       IS DISTINCT FROM (b.sku, b.barcode, b.title, b.options, b.position, b.weight_grams, b.dimensions, b.attributes, b.active, b.deleted_at) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION argosy.capture_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'content')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.title, a.description_html, a.brand, a.active, a.attributes, a.weight_grams, a.dimensions, a.deleted_at)
     IS DISTINCT FROM (b.title, b.description_html, b.brand, b.active, b.attributes, b.weight_grams, b.dimensions, b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END $$;
