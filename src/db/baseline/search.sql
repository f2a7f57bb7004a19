-- Search over orders, products, customers and variants, and saved views.

-- One row per word of a thing, in the order of the list: a search reads as many rows as a page shows. kind: 1 order, 2
-- product, 3 customer, 4 variant. position: when an order was placed; the others stand in order of their id.
CREATE TABLE argosy.search_term (
  organization_id uuid NOT NULL,
  kind smallint NOT NULL,
  term text COLLATE "C" NOT NULL,
  position timestamptz NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (organization_id, kind, term, "position", subject_id)
);

-- All words of one thing, each after a line feed: what was written is known when it changes, and several words are
-- looked for in one text.
CREATE TABLE argosy.search_document (
  organization_id uuid NOT NULL,
  kind smallint NOT NULL,
  subject_id uuid NOT NULL,
  position timestamptz NOT NULL,
  words text COLLATE "C" NOT NULL,
  PRIMARY KEY (organization_id, kind, subject_id)
);
CREATE INDEX search_document_list ON argosy.search_document (organization_id, kind, "position" DESC, subject_id DESC);

-- What changed and is to be read again. Only ever added to, so that no change waits for the reader.
CREATE TABLE argosy.search_due (
  organization_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  kind smallint NOT NULL,
  subject_id uuid NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
GRANT SELECT (organization_id) ON argosy.search_due TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.search_due FOR SELECT TO argosy_scheduler USING (true);

-- A list's filter and columns, kept under a name.
CREATE TABLE argosy.saved_view (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  member_id uuid NOT NULL,
  is_shared boolean NOT NULL DEFAULT false,
  subject text NOT NULL
    CHECK (subject IN ('orders', 'products', 'customers', 'levels', 'returns', 'conflicts', 'runs', 'audit',
      'documents', 'movements', 'stores')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  -- The list's query as its address has it: names to text or texts.
  filter jsonb NOT NULL DEFAULT '{}',
  columns text[] NOT NULL DEFAULT '{}',
  position int NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX saved_view_list ON argosy.saved_view (organization_id, subject, "position", id);

-- Subjects whose words are to be read anew: 1 orders, 2 products, 3 customers, 4 variants.
CREATE FUNCTION argosy.search_changed(organizations uuid[], subjects uuid[], subject_kind smallint)
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.search_due (organization_id, kind, subject_id)
  SELECT DISTINCT o, subject_kind, s FROM unnest(organizations, subjects) AS t(o, s) WHERE s IS NOT NULL;
  PERFORM pg_notify('argosy_search', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS t(o)) AS d;
END
$$;

-- Orders, and what hangs on them.
CREATE FUNCTION argosy.search_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organizations uuid[];
  orders uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(organization_id), array_agg(id) INTO organizations, orders FROM after_rows;
    IF orders IS NULL THEN RETURN NULL; END IF;
    PERFORM argosy.search_changed(organizations, orders, 1::smallint);
    PERFORM set_config('argosy.orders_marked', orders::text, true);
  ELSE
    PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 1::smallint)
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.number, a.ext_number, a.contact, a.shipping_address, a.note, a.tags, a.own_tags, a.customer_id,
      a.placed_at)
       IS DISTINCT FROM (b.number, b.ext_number, b.contact, b.shipping_address, b.note, b.tags, b.own_tags,
         b.customer_id, b.placed_at)
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_searched_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_order();
CREATE TRIGGER sales_order_searched_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_order();

-- The lines of an order are found with it.
CREATE FUNCTION argosy.search_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT order_id FROM after_rows EXCEPT SELECT unnest(argosy.orders_marked())) THEN
      PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM after_rows;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.order_id), 1::smallint)
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.title) IS DISTINCT FROM (b.sku, b.title) HAVING count(*) > 0;
  ELSE
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM before_rows
    HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_searched_insert AFTER INSERT ON argosy.order_line REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_line();
CREATE TRIGGER order_line_searched_update AFTER UPDATE ON argosy.order_line
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_line();
CREATE TRIGGER order_line_searched_delete AFTER DELETE ON argosy.order_line REFERENCING OLD TABLE AS before_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_line();

-- An order is found by its tracking numbers.
CREATE FUNCTION argosy.search_capture_fulfilment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(organization_id), array_agg(order_id), 1::smallint) FROM after_rows
  WHERE tracking_numbers <> '{}' HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_fulfilment_searched_insert AFTER INSERT ON argosy.order_fulfilment
  REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_fulfilment();
CREATE TRIGGER order_fulfilment_searched_update AFTER UPDATE ON argosy.order_fulfilment
  REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_fulfilment();

-- A customer's name stands in their orders too.
CREATE FUNCTION argosy.search_capture_customer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  organizations uuid[];
  customers uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 3::smallint) FROM after_rows
    HAVING count(*) > 0;
    RETURN NULL;
  END IF;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 3::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.name, a.email, a.phone, a.tags, a.merged_into) IS DISTINCT FROM (b.name, b.email, b.phone, b.tags,
    b.merged_into)
  HAVING count(*) > 0;
  SELECT array_agg(a.organization_id), array_agg(a.id) INTO organizations, customers
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.name, a.email, a.phone) IS DISTINCT FROM (b.name, b.email, b.phone);
  IF customers IS NOT NULL THEN
    PERFORM argosy.search_changed(array_agg(o.organization_id), array_agg(o.id), 1::smallint)
    FROM unnest(organizations, customers) AS c(organization_id, id)
    JOIN argosy.sales_order o ON o.organization_id = c.organization_id AND o.customer_id = c.id HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER customer_searched_insert AFTER INSERT ON argosy.customer REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_customer();
CREATE TRIGGER customer_searched_update AFTER UPDATE ON argosy.customer
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_customer();

-- A customer is found by mail address and telephone.
CREATE FUNCTION argosy.search_capture_contact_point() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(organization_id), array_agg(customer_id), 3::smallint)
    FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER contact_point_searched_insert AFTER INSERT ON argosy.contact_point
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_contact_point();
CREATE TRIGGER contact_point_searched_update AFTER UPDATE ON argosy.contact_point
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_contact_point();
CREATE TRIGGER contact_point_searched_delete AFTER DELETE ON argosy.contact_point
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_contact_point();

-- The catalogue. A product's words hold those of its variants and categories, a variant's those of its product.
CREATE FUNCTION argosy.search_capture_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 2::smallint)
      FROM after_rows HAVING count(*) > 0;
    RETURN NULL;
  END IF;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 2::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.title, a.brand, a.sku, a.deleted_at) IS DISTINCT FROM (b.title, b.brand, b.sku,
    b.deleted_at) HAVING count(*) > 0;
  PERFORM argosy.search_changed(array_agg(v.organization_id), array_agg(v.id), 4::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.variant v ON v.organization_id = a.organization_id AND v.product_id = a.id
  WHERE (a.title, a.brand, a.deleted_at) IS DISTINCT FROM (b.title, b.brand, b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_searched_insert AFTER INSERT ON argosy.product REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_product();
CREATE TRIGGER product_searched_update AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_product();

-- A variant, and the product it is found under.
CREATE FUNCTION argosy.search_capture_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(id), 4::smallint)
      FROM after_rows HAVING count(*) > 0;
    PERFORM argosy.search_changed(array_agg(organization_id), array_agg(product_id), 2::smallint)
      FROM after_rows HAVING count(*) > 0;
    RETURN NULL;
  END IF;
  PERFORM argosy.search_changed(array_agg(a.organization_id), array_agg(a.id), 4::smallint),
          argosy.search_changed(array_agg(a.organization_id), array_agg(a.product_id), 2::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.sku, a.barcode, a.title, a.deleted_at) IS DISTINCT FROM (b.sku, b.barcode, b.title,
    b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_searched_insert AFTER INSERT ON argosy.variant REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_variant();
CREATE TRIGGER variant_searched_update AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_variant();

-- A product is found by its categories.
CREATE FUNCTION argosy.search_capture_product_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(organization_id), array_agg(product_id), 2::smallint)
    FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER product_category_searched_insert AFTER INSERT ON argosy.product_category
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_product_category();
CREATE TRIGGER product_category_searched_delete AFTER DELETE ON argosy.product_category
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_product_category();

-- A category's name stands in its products.
CREATE FUNCTION argosy.search_capture_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.search_changed(array_agg(p.organization_id), array_agg(p.product_id), 2::smallint)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.product_category p ON p.organization_id = a.organization_id AND p.category_id = a.id
  WHERE a.name <> b.name HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER category_searched_update AFTER UPDATE ON argosy.category
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.search_capture_category();
