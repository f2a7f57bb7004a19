-- The version before writes texts and does not know their parts (1010): beside a text of its own the parts of the text
-- before would be told to readers of other languages. A text that changes while its parts stay loses them.
CREATE FUNCTION argosy.forget_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RETURN jsonb_populate_record(NEW, jsonb_build_object(TG_ARGV[0], NULL));
END $$;

DO $$
DECLARE
  kept record;
BEGIN
  FOR kept IN SELECT * FROM (VALUES
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
    ('pickup', 'text', 'text_said')) AS t(owner, words, parts)
  LOOP
    EXECUTE format(
      'CREATE TRIGGER %1$I BEFORE UPDATE OF %2$I ON argosy.%3$I FOR EACH ROW
       WHEN (NEW.%4$I IS NOT NULL AND NEW.%2$I IS DISTINCT FROM OLD.%2$I AND NEW.%4$I IS NOT DISTINCT FROM OLD.%4$I)
       EXECUTE FUNCTION argosy.forget_parts(%4$L)',
      'parts_of_another_' || kept.words, kept.words, kept.owner, kept.parts);
  END LOOP;
END $$;
