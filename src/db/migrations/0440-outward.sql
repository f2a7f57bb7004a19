-- What a store gets of itself: products it may have and lacks, the tree of categories, customers. Capture for what had none.

ALTER TABLE argosy.connection
  -- The channel's whole catalogue was read and its first sync applied: only from then on it is known what it lacks.
  ADD COLUMN catalogue_read_at timestamptz;
ALTER TABLE argosy.connection NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.run NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.connection c SET catalogue_read_at = r.at
FROM (SELECT organization_id, connection_id, max(finished_at) AS at FROM argosy.run
      WHERE kind IN ('apply', 'initial_sync', 'sync_products', 'reconcile') AND state = 'done' GROUP BY 1, 2) AS r
WHERE c.organization_id = r.organization_id AND c.id = r.connection_id;
ALTER TABLE argosy.run FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.connection FORCE ROW LEVEL SECURITY;

ALTER TABLE argosy.change_mark
  DROP CONSTRAINT change_mark_aspect_check,
  ADD CONSTRAINT change_mark_aspect_check CHECK (aspect IN ('stock', 'price', 'content', 'category', 'customer'));

-- A record of ours that a store is to be told of, also when it is gone here.
CREATE TABLE argosy.record_push (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('category', 'customer')),
  subject_id uuid NOT NULL,
  -- Of a deleted category: what stood for it there.
  ext_keys text[] NOT NULL DEFAULT '{}',
  title text NOT NULL DEFAULT '',
  seq bigint NOT NULL DEFAULT 1,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('idle', 'waiting', 'failed', 'rejected')),
  error text,
  PRIMARY KEY (organization_id, connection_id, kind, subject_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX record_push_due ON argosy.record_push (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX record_push_subject ON argosy.record_push (organization_id, subject_id);
CREATE INDEX category_listing_category ON argosy.category_listing (organization_id, category_id) WHERE category_id IS NOT NULL;
ALTER TABLE argosy.record_push ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.record_push FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.record_push FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.record_push TO argosy_app;
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.record_push TO argosy_scheduler, argosy_operator;
CREATE POLICY scheduler ON argosy.record_push FOR SELECT TO argosy_scheduler USING (true);
CREATE POLICY operator ON argosy.record_push FOR SELECT TO argosy_operator USING (true);

-- Products and variants that come or go.
CREATE FUNCTION argosy.capture_product_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(id), 'content') FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_captured_insert AFTER INSERT ON argosy.product REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_rows();
CREATE TRIGGER product_captured_delete AFTER DELETE ON argosy.product REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_product_rows();

CREATE FUNCTION argosy.capture_variant_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content') FROM before_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_captured_delete AFTER DELETE ON argosy.variant REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_variant_delete();

-- A category moved takes its products into or out of what stores may have.
CREATE FUNCTION argosy.capture_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(id), 'category') FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(id), 'category') FROM before_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'category')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.name, a.parent_id) IS DISTINCT FROM (b.name, b.parent_id) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(pc.organization_id), array_agg(pc.product_id), 'content')
    FROM argosy.product_category pc
    WHERE (pc.organization_id, pc.category_id) IN (
      WITH RECURSIVE moved AS (
        SELECT a.organization_id, a.id FROM after_rows a JOIN before_rows b USING (organization_id, id) WHERE a.parent_id IS DISTINCT FROM b.parent_id
        UNION SELECT c.organization_id, c.id FROM argosy.category c JOIN moved m ON c.organization_id = m.organization_id AND c.parent_id = m.id)
      SELECT organization_id, id FROM moved) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER category_captured_insert AFTER INSERT ON argosy.category REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category();
CREATE TRIGGER category_captured_update AFTER UPDATE ON argosy.category REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category();
CREATE TRIGGER category_captured_delete AFTER DELETE ON argosy.category REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_category();

-- What stood for a category is known only until it is gone.
CREATE FUNCTION argosy.keep_category_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.record_push AS p (organization_id, connection_id, kind, subject_id, ext_keys, title, due_at)
  SELECT l.organization_id, l.connection_id, 'category', OLD.id, array_agg(l.ext_key), OLD.name, NULL
  FROM argosy.category_listing l JOIN argosy.connection c ON c.organization_id = l.organization_id AND c.id = l.connection_id
  WHERE l.organization_id = OLD.organization_id AND l.category_id = OLD.id AND c.deleted_at IS NULL
    AND coalesce((c.settings->'publish'->>'categories')::boolean, false)
  GROUP BY 1, 2
  ON CONFLICT (organization_id, connection_id, kind, subject_id) DO UPDATE SET
    ext_keys = excluded.ext_keys, title = excluded.title, seq = p.seq + 1, due_at = excluded.due_at, attempts = 0, state = 'waiting', error = NULL;
  RETURN OLD;
END $$;
CREATE TRIGGER category_keys_kept BEFORE DELETE ON argosy.category FOR EACH ROW EXECUTE FUNCTION argosy.keep_category_keys();

-- Marks everything of ours that this store is to have of itself.
CREATE FUNCTION argosy.mark_published(organization uuid, store uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE publish jsonb;
BEGIN
  SELECT settings->'publish' INTO publish FROM argosy.connection WHERE organization_id = organization AND id = store;
  IF publish->>'products' = 'automatic' THEN
    PERFORM argosy.mark_changed(array_agg(p.organization_id), array_agg(p.id), 'content')
    FROM argosy.product p WHERE p.organization_id = organization AND p.deleted_at IS NULL AND p.active HAVING count(*) > 0;
  END IF;
  IF coalesce((publish->>'categories')::boolean, false) THEN
    PERFORM argosy.mark_changed(array_agg(c.organization_id), array_agg(c.id), 'category')
    FROM argosy.category c WHERE c.organization_id = organization HAVING count(*) > 0;
  END IF;
END $$;

-- A store that is to have more than before, or that works again.
CREATE FUNCTION argosy.capture_publish() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE organizations uuid[]; products uuid[];
BEGIN
  PERFORM argosy.mark_published(a.organization_id, a.id)
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE a.settings ? 'publish' AND a.deleted_at IS NULL
    AND ((a.settings->'publish', a.settings->'listings'->'select') IS DISTINCT FROM (b.settings->'publish', b.settings->'listings'->'select')
      OR (a.state IN ('active', 'error')) AND b.state NOT IN ('active', 'error')
      OR a.catalogue_read_at IS NOT NULL AND b.catalogue_read_at IS NULL);
  WITH switched AS (
    UPDATE argosy.product_listing p SET content_sync = (a.settings->'publish'->>'content')::boolean
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE p.organization_id = a.organization_id AND p.connection_id = a.id AND a.settings->'publish' ? 'content'
      AND coalesce((a.settings->'publish'->>'content')::boolean, false) <> coalesce((b.settings->'publish'->>'content')::boolean, false)
      AND p.product_id IS NOT NULL AND p.content_sync <> (a.settings->'publish'->>'content')::boolean
    RETURNING p.organization_id, p.product_id, p.content_sync)
  SELECT array_agg(organization_id), array_agg(product_id) INTO organizations, products FROM switched WHERE content_sync;
  IF products IS NOT NULL THEN PERFORM argosy.mark_changed(organizations, products, 'content'); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER publish_captured AFTER UPDATE ON argosy.connection REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.capture_publish();
