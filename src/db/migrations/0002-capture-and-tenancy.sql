-- Change capture and row level security.
SET LOCAL search_path = argosy, public;

-- Change capture: statement-level, one mark per subject and aspect, rows in key order so that two
-- transactions never wait for each other in a circle. pg_notify wakes the fan-out after the commit.
CREATE FUNCTION mark_changed(organizations uuid[], subjects uuid[], aspect_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.change_mark (organization_id, aspect, subject_id)
  SELECT o, aspect_name, s FROM (SELECT DISTINCT o, s FROM unnest(organizations, subjects) AS t(o, s) WHERE s IS NOT NULL) AS d
  ORDER BY o, s
  ON CONFLICT (organization_id, aspect, subject_id) DO UPDATE SET seq = change_mark.seq + 1, marked_at = now();
  PERFORM pg_notify('argosy_change', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS t(o)) AS d;
END $$;

-- A level edited by hand (SQL) still gets its ledger row, so that the level stays the sum of its movements.
-- Our own ledger code sets argosy.ledger = 'on' for the transaction and writes the rows itself.
CREATE FUNCTION record_unposted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('argosy.ledger', true), '') = 'on' THEN RETURN NULL; END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta, reserved_delta, on_hand_after, reserved_after, actor, note)
    SELECT organization_id, variant_id, location_id, 'sql', argosy.new_id()::text, on_hand, reserved, on_hand, reserved, session_user, 'Level written outside the ledger'
    FROM after_rows WHERE on_hand <> 0 OR reserved <> 0;
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta, reserved_delta, on_hand_after, reserved_after, actor, note)
    SELECT a.organization_id, a.variant_id, a.location_id, 'sql', argosy.new_id()::text, a.on_hand - b.on_hand, a.reserved - b.reserved, a.on_hand, a.reserved, session_user, 'Level written outside the ledger'
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand <> b.on_hand OR a.reserved <> b.reserved;
  ELSE
    INSERT INTO argosy.movement (organization_id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta, reserved_delta, on_hand_after, reserved_after, actor, note)
    SELECT organization_id, variant_id, location_id, 'sql', argosy.new_id()::text, -on_hand, -reserved, 0, 0, session_user, 'Level removed outside the ledger'
    FROM before_rows WHERE on_hand <> 0 OR reserved <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION capture_level() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM after_rows HAVING count(*) > 0;
  ELSIF TG_OP = 'UPDATE' THEN
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, variant_id, location_id)
    WHERE a.on_hand - a.reserved <> b.on_hand - b.reserved HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM before_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER level_captured_insert AFTER INSERT ON level REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_level();
CREATE TRIGGER level_captured_update AFTER UPDATE ON level REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_level();
CREATE TRIGGER level_captured_delete AFTER DELETE ON level REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_level();
CREATE TRIGGER level_recorded_insert AFTER INSERT ON level REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION record_unposted();
CREATE TRIGGER level_recorded_update AFTER UPDATE ON level REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION record_unposted();
CREATE TRIGGER level_recorded_delete AFTER DELETE ON level REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION record_unposted();

CREATE FUNCTION capture_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content') FROM after_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.price_minor, a.compare_at_minor, a.currency) IS DISTINCT FROM (b.price_minor, b.compare_at_minor, b.currency) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.product_id), 'content')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.sku, a.barcode, a.title, a.options, a.position, a.weight_grams, a.attributes, a.deleted_at)
       IS DISTINCT FROM (b.sku, b.barcode, b.title, b.options, b.position, b.weight_grams, b.attributes, b.deleted_at) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER variant_captured_insert AFTER INSERT ON variant REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_variant();
CREATE TRIGGER variant_captured_update AFTER UPDATE ON variant REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_variant();

CREATE FUNCTION capture_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.id), 'content')
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.title, a.description_html, a.brand, a.active, a.attributes, a.weight_grams, a.deleted_at)
     IS DISTINCT FROM (b.title, b.description_html, b.brand, b.active, b.attributes, b.weight_grams, b.deleted_at) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER product_captured_update AFTER UPDATE ON product REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product();

CREATE FUNCTION capture_product_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content') FROM before_rows HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(product_id), 'content') FROM after_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER image_captured_insert AFTER INSERT ON image REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_part();
CREATE TRIGGER image_captured_update AFTER UPDATE ON image REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_part();
CREATE TRIGGER image_captured_delete AFTER DELETE ON image REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_part();
CREATE TRIGGER product_category_captured_insert AFTER INSERT ON product_category REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_part();
CREATE TRIGGER product_category_captured_delete AFTER DELETE ON product_category REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_product_part();

-- A listing that is newly mapped, switched or moved to another variant.
CREATE FUNCTION capture_listing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'stock') FROM after_rows WHERE variant_id IS NOT NULL HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(variant_id), 'price') FROM after_rows WHERE variant_id IS NOT NULL AND price_sync HAVING count(*) > 0;
  ELSE
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'stock')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.variant_id IS NOT NULL AND (a.variant_id, a.stock_sync, a.active, a.counted) IS DISTINCT FROM (b.variant_id, b.stock_sync, b.active, b.counted) HAVING count(*) > 0;
    PERFORM argosy.mark_changed(array_agg(a.organization_id), array_agg(a.variant_id), 'price')
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.variant_id IS NOT NULL AND (a.variant_id, a.price_sync, a.active) IS DISTINCT FROM (b.variant_id, b.price_sync, b.active) HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER listing_captured_insert AFTER INSERT ON listing REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_listing();
CREATE TRIGGER listing_captured_update AFTER UPDATE ON listing REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_listing();

-- Rules and location maps change what a whole store may show.
CREATE FUNCTION capture_store_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(l.organization_id), array_agg(l.variant_id), 'stock')
  FROM (SELECT DISTINCT organization_id, connection_id FROM changed_rows) r
  JOIN argosy.listing l ON l.organization_id = r.organization_id AND l.connection_id = r.connection_id
  WHERE l.variant_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER stock_rule_captured_insert AFTER INSERT ON stock_rule REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_store_rule();
CREATE TRIGGER stock_rule_captured_update AFTER UPDATE ON stock_rule REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_store_rule();
CREATE TRIGGER stock_rule_captured_delete AFTER DELETE ON stock_rule REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_store_rule();
CREATE TRIGGER ext_location_captured_insert AFTER INSERT ON ext_location REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_store_rule();
CREATE TRIGGER ext_location_captured_update AFTER UPDATE ON ext_location REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_store_rule();

CREATE FUNCTION capture_bundle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.mark_changed(array_agg(organization_id), array_agg(bundle_variant_id), 'stock') FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER bundle_captured_insert AFTER INSERT ON bundle_item REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_bundle();
CREATE TRIGGER bundle_captured_update AFTER UPDATE ON bundle_item REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_bundle();
CREATE TRIGGER bundle_captured_delete AFTER DELETE ON bundle_item REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_bundle();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit trail is append-only';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Row level security: forced on every table that has an organization, so that not even the owner slips by.
DO $$
DECLARE t record;
BEGIN
  FOR t IN
    SELECT c.relname FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'
    WHERE n.nspname = 'argosy' AND c.relkind IN ('r', 'p')
  LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', t.relname);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', t.relname);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', t.relname);
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA argosy TO argosy_app, argosy_ingest, argosy_scheduler, argosy_auth;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA argosy TO argosy_app;
REVOKE UPDATE, DELETE ON audit FROM argosy_app;
REVOKE ALL ON platform_inbox, rate_bucket FROM argosy_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA argosy TO argosy_app;

-- Ingest: stores deliveries of any tenant, reads only where they belong.
GRANT SELECT ON ingress_route, account_route TO argosy_ingest;
GRANT INSERT ON inbox_event, platform_inbox TO argosy_ingest;
GRANT SELECT (organization_id, connection_id, id, dedup_key) ON inbox_event TO argosy_ingest;
GRANT SELECT (provider, dedup_key, id) ON platform_inbox TO argosy_ingest;
GRANT SELECT, INSERT, UPDATE ON lane TO argosy_ingest;
CREATE POLICY ingest ON ingress_route FOR SELECT TO argosy_ingest USING (true);
CREATE POLICY ingest ON account_route FOR SELECT TO argosy_ingest USING (true);
CREATE POLICY ingest_read ON inbox_event FOR SELECT TO argosy_ingest USING (true);
CREATE POLICY ingest ON inbox_event FOR INSERT TO argosy_ingest WITH CHECK (true);
CREATE POLICY ingest ON lane FOR ALL TO argosy_ingest USING (true) WITH CHECK (true);

-- Scheduler: finds work over all tenants by ids and times, sees no content.
GRANT SELECT, INSERT, UPDATE, DELETE ON lane, rate_bucket TO argosy_scheduler;
GRANT SELECT (organization_id, zone, created_at) ON organization TO argosy_scheduler;
GRANT SELECT (organization_id, id, kind, provider, state, draft_expires_at, created_at) ON connection TO argosy_scheduler;
GRANT SELECT (organization_id, connection_id, sweep, next_at) ON sync_cursor TO argosy_scheduler;
GRANT SELECT (organization_id, aspect, subject_id, marked_at) ON change_mark TO argosy_scheduler;
GRANT SELECT (organization_id, connection_id, id, status, due_at) ON inbox_event TO argosy_scheduler;
GRANT SELECT (organization_id, connection_id, id, state, run_at, every_ms) ON run TO argosy_scheduler;
GRANT SELECT (organization_id, connection_id, due_at) ON listing_stock, listing_price, product_listing, command TO argosy_scheduler;
GRANT SELECT (organization_id, connection_id, poll_at) ON remote_operation TO argosy_scheduler;
GRANT SELECT ON platform_inbox TO argosy_scheduler;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['organization', 'connection', 'sync_cursor', 'change_mark', 'inbox_event', 'run', 'listing_stock', 'listing_price', 'product_listing', 'command', 'remote_operation'] LOOP
    EXECUTE format('CREATE POLICY scheduler ON argosy.%I FOR SELECT TO argosy_scheduler USING (true)', name);
  END LOOP;
END $$;
CREATE POLICY scheduler ON lane FOR ALL TO argosy_scheduler USING (true) WITH CHECK (true);

-- Sign-in creates organizations and reads their names.
GRANT USAGE ON SCHEMA auth TO argosy_auth;
GRANT SELECT, INSERT, UPDATE ON organization TO argosy_auth;
CREATE POLICY auth ON organization FOR ALL TO argosy_auth USING (true) WITH CHECK (true);
