-- Lists at size: words of orders, products, variants and customers as posting lists, and indexes in the lists' own order.
-- Row level security lets no GIN, trigram or tsvector index serve argosy_app; plain comparisons of stored columns it does.
SET LOCAL search_path = argosy, public;

-- One row per word of a thing, in the order of the list: a search reads as many rows as a page shows.
-- kind: 1 order, 2 product, 3 customer, 4 variant. position: when an order was placed; the others stand in order of their id.
CREATE TABLE search_term (
  organization_id uuid NOT NULL,
  kind smallint NOT NULL,
  term text COLLATE "C" NOT NULL,
  position timestamptz NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (organization_id, kind, term, position, subject_id)
);

-- All words of one thing, each after a line feed: what was written is known when it changes, and several words are
-- looked for in one text.
CREATE TABLE search_document (
  organization_id uuid NOT NULL,
  kind smallint NOT NULL,
  subject_id uuid NOT NULL,
  position timestamptz NOT NULL,
  words text COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, kind, subject_id)
);
CREATE INDEX search_document_list ON search_document (organization_id, kind, position DESC, subject_id DESC);

-- What changed and is to be read again. Only ever added to, so that no change waits for the reader.
CREATE TABLE search_due (
  organization_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind smallint NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (organization_id, seq)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['search_term', 'search_document', 'search_due'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
GRANT SELECT (organization_id) ON search_due TO argosy_scheduler;
CREATE POLICY scheduler ON search_due FOR SELECT TO argosy_scheduler USING (true);

CREATE FUNCTION search_changed(organizations uuid[], subjects uuid[], subject_kind smallint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.search_due (organization_id, kind, subject_id)
  SELECT DISTINCT o, subject_kind, s FROM unnest(organizations, subjects) AS t(o, s) WHERE s IS NOT NULL;
  PERFORM pg_notify('argosy_search', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS t(o)) AS d;
END $$;

-- Orders and what hangs on them.
CREATE FUNCTION search_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 1::smallint) FROM after_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 1::smallint)
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.number, a.ext_number, a.contact, a.shipping_address, a.note, a.tags, a.own_tags, a.customer_id, a.placed_at)
       IS DISTINCT FROM (b.number, b.ext_number, b.contact, b.shipping_address, b.note, b.tags, b.own_tags, b.customer_id, b.placed_at) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sales_order_searched_insert AFTER INSERT ON sales_order REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_order();
CREATE TRIGGER sales_order_searched_update AFTER UPDATE ON sales_order REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_order();

CREATE FUNCTION search_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.order_id), 1::smallint)
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.title) IS DISTINCT FROM (b.sku, b.title) HAVING count(*) > 0;
  ELSE
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM before_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_line_searched_insert AFTER INSERT ON order_line REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_line();
CREATE TRIGGER order_line_searched_update AFTER UPDATE ON order_line REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_line();
CREATE TRIGGER order_line_searched_delete AFTER DELETE ON order_line REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_line();

CREATE FUNCTION search_capture_fulfilment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM after_rows
  WHERE tracking_numbers <> '{}' HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER order_fulfilment_searched_insert AFTER INSERT ON order_fulfilment REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_fulfilment();
CREATE TRIGGER order_fulfilment_searched_update AFTER UPDATE ON order_fulfilment REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_fulfilment();

-- A customer's name stands in their orders too.
CREATE FUNCTION search_capture_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 3::smallint) FROM after_rows HAVING count(*) > 0;
    RETURN NULL;
  END IF;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 3::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.name, a.email, a.phone, a.tags, a.merged_into) IS DISTINCT FROM (b.name, b.email, b.phone, b.tags, b.merged_into) HAVING count(*) > 0;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(o.id), 1::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.sales_order o ON o.organization_id = a.organization_id AND o.customer_id = a.id
  WHERE (a.name, a.email, a.phone) IS DISTINCT FROM (b.name, b.email, b.phone) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER customer_searched_insert AFTER INSERT ON customer REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_customer();
CREATE TRIGGER customer_searched_update AFTER UPDATE ON customer REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_customer();

CREATE FUNCTION search_capture_contact_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(organization_id), array_agg(customer_id), 3::smallint) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER contact_point_searched_insert AFTER INSERT ON contact_point REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_contact_point();
CREATE TRIGGER contact_point_searched_update AFTER UPDATE ON contact_point REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_contact_point();
CREATE TRIGGER contact_point_searched_delete AFTER DELETE ON contact_point REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_contact_point();

-- The catalogue. A product's words hold those of its variants and categories, a variant's those of its product.
CREATE FUNCTION search_capture_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 2::smallint) FROM after_rows HAVING count(*) > 0;
    RETURN NULL;
  END IF;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 2::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.title, a.brand, a.sku, a.deleted_at) IS DISTINCT FROM (b.title, b.brand, b.sku, b.deleted_at) HAVING count(*) > 0;
  PERFORM argosy.search_changed(array_agg(v.organization_id), array_agg(v.id), 4::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id
  WHERE (a.title, a.brand, a.deleted_at) IS DISTINCT FROM (b.title, b.brand, b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_searched_insert AFTER INSERT ON product REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_product();
CREATE TRIGGER product_searched_update AFTER UPDATE ON product REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_product();

CREATE FUNCTION search_capture_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 4::smallint) FROM after_rows HAVING count(*) > 0;
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(product_id), 2::smallint) FROM after_rows HAVING count(*) > 0;
    RETURN NULL;
  END IF;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 4::smallint),
          argosy.search_changed(array_agg(a.organization_id), array_agg(a.product_id), 2::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.sku, a.barcode, a.title, a.deleted_at) IS DISTINCT FROM (b.sku, b.barcode, b.title, b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_searched_insert AFTER INSERT ON variant REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_variant();
CREATE TRIGGER variant_searched_update AFTER UPDATE ON variant REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_variant();

CREATE FUNCTION search_capture_product_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(organization_id), array_agg(product_id), 2::smallint) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_category_searched_insert AFTER INSERT ON product_category REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_product_category();
CREATE TRIGGER product_category_searched_delete AFTER DELETE ON product_category REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_product_category();

CREATE FUNCTION search_capture_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(p.organization_id), array_agg(p.product_id), 2::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.product_category p ON p.organization_id = a.organization_id AND p.category_id = a.id
  WHERE a.name <> b.name HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER category_searched_update AFTER UPDATE ON category REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION search_capture_category();

-- The order list in its own order for what people filter by; search needs no index on numbers and SKUs any more.
DROP INDEX sales_order_number_key;
DROP INDEX sales_order_ext_number_key;
DROP INDEX order_line_sku;
DROP INDEX sales_order_customer;
ALTER TABLE sales_order DROP COLUMN number_key, DROP COLUMN ext_number_key,
  -- Orders whose total the platform hides come last.
  ADD COLUMN total_position bigint NOT NULL GENERATED ALWAYS AS (coalesce(total_minor, -9223372036854775807)) STORED;
CREATE INDEX sales_order_customer ON sales_order (organization_id, customer_id, placed_at DESC, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX sales_order_status ON sales_order (organization_id, status, placed_at DESC, id DESC);
CREATE INDEX sales_order_financial ON sales_order (organization_id, financial, placed_at DESC, id DESC);
CREATE INDEX sales_order_fulfilment ON sales_order (organization_id, fulfilment, placed_at DESC, id DESC);
CREATE INDEX sales_order_store ON sales_order (organization_id, connection_id, placed_at DESC, id DESC);
CREATE INDEX sales_order_unpushed ON sales_order (organization_id, placed_at DESC, id DESC) WHERE push_state = 'failed';
CREATE INDEX sales_order_total ON sales_order (organization_id, total_position DESC, id DESC);
CREATE INDEX sales_order_updated ON sales_order (organization_id, updated_at DESC, id DESC);
CREATE INDEX command_open ON command (organization_id, order_id) WHERE finished_at IS NULL;
CREATE INDEX command_stuck ON command (organization_id, order_id) WHERE state IN ('failed', 'rejected', 'unsupported', 'needs_input');

-- Everything here is read once. The owner sees rows only while the policy is not forced on it.
DO $$
DECLARE t record;
BEGIN
  FOR t IN SELECT * FROM (VALUES ('sales_order', 1), ('product', 2), ('customer', 3), ('variant', 4)) AS v(name, kind) LOOP
    EXECUTE format('ALTER TABLE argosy.%I NO FORCE ROW LEVEL SECURITY', t.name);
    EXECUTE 'ALTER TABLE argosy.search_due NO FORCE ROW LEVEL SECURITY';
    EXECUTE format('INSERT INTO argosy.search_due (organization_id, kind, subject_id) SELECT organization_id, %s, id FROM argosy.%I', t.kind, t.name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', t.name);
    EXECUTE 'ALTER TABLE argosy.search_due FORCE ROW LEVEL SECURITY';
  END LOOP;
END $$;
