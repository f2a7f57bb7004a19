-- Sentences kept beside the codes they were made of (src/commerce/sentence.ts).

-- A text that changes while its parts stay loses them: they were those of the text before.
CREATE FUNCTION argosy.forget_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END
$$;

DO $$
DECLARE
  name text;
  sentence text;
  parts text;
BEGIN
  FOR name, sentence, parts IN VALUES
    ('access_grant', 'error', 'error_said'),
    ('connection', 'last_error', 'last_error_said'),
    ('connection', 'warnings', 'warnings_said'),
    ('sync_cursor', 'error', 'error_said'),
    ('inbox_event', 'error', 'error_said'),
    ('product_listing', 'error', 'error_said'),
    ('listing_stock', 'error', 'error_said'),
    ('listing_price', 'error', 'error_said'),
    ('record_push', 'error', 'error_said'),
    ('sales_order', 'push_error', 'push_error_said'),
    ('command', 'text', 'text_said'),
    ('run', 'error', 'error_said'),
    ('plan_item', 'error', 'error_said'),
    ('sync_log', 'text', 'text_said'),
    ('channel_file_issue', 'message', 'message_said'),
    ('shipment', 'text', 'text_said'),
    ('pickup', 'text', 'text_said')
  LOOP
    EXECUTE format('CREATE TRIGGER parts_of_another_%1$s BEFORE UPDATE OF %1$s ON argosy.%2$s FOR EACH ROW
      WHEN (NEW.%3$s IS NOT NULL AND NEW.%1$s IS DISTINCT FROM OLD.%1$s
        AND NEW.%3$s IS NOT DISTINCT FROM OLD.%3$s)
      EXECUTE FUNCTION argosy.forget_parts(%3$L)', sentence, name, parts);
  END LOOP;
END $$;
