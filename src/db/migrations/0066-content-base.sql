-- What hub and channel last agreed on, field by field: only against it can be told who changed something since.
SET LOCAL search_path = argosy, public;

ALTER TABLE product_listing
  -- {"title": {"h": ours, "c": the channel's, "a": agreed}}; long values by their hash, a variant's as "barcode:<listing id>".
  ADD COLUMN base jsonb NOT NULL DEFAULT '{}',
  -- Fields of ours to write once although content sync is off: a person has said so.
  ADD COLUMN push_fields text[] NOT NULL DEFAULT '{}';

-- Conflicts of a product are found from both kinds of listing.
CREATE INDEX conflict_listing ON conflict (organization_id, listing_id) WHERE listing_id IS NOT NULL;
CREATE INDEX conflict_product_listing ON conflict (organization_id, product_listing_id) WHERE product_listing_id IS NOT NULL;

-- A price in dispute is written by nobody before its conflict is settled.
ALTER TABLE listing_price ADD COLUMN disputed_by uuid;
CREATE INDEX listing_price_disputed ON listing_price (organization_id, connection_id, disputed_by) WHERE disputed_by IS NOT NULL;
CREATE FUNCTION keep_disputed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.desired_minor IS NULL THEN NEW.disputed_by := NULL; END IF;
  NEW.due_at := NULL;
  NEW.state := 'waiting';
  RETURN NEW;
END $$;
CREATE TRIGGER listing_price_kept BEFORE UPDATE ON listing_price FOR EACH ROW WHEN (NEW.disputed_by IS NOT NULL) EXECUTE FUNCTION keep_disputed();
