-- Whether a store's prices contain tax decides which price fits it: its items' prices are looked at again when that changes.
CREATE FUNCTION argosy.capture_price_tax() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'price')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.listing l ON l.organization_id = a.organization_id AND l.connection_id = a.id
  WHERE (coalesce(a.settings->>'priceTax', a.facts->>'priceTax'), a.state) IS DISTINCT FROM (coalesce(b.settings->>'priceTax', b.facts->>'priceTax'), b.state)
    AND (l.price_sync AND l.variant_id IS NOT NULL) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER price_tax_captured AFTER UPDATE ON argosy.connection REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_price_tax();
