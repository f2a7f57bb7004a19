-- Settings nobody read until now begin to count: what was stored in them has to mean something first.
ALTER TABLE argosy.connection NO FORCE ROW LEVEL SECURITY;
-- Nothing of this changes what a store is to have; the trigger looks as a tenant, which a migration is not.
ALTER TABLE argosy.connection DISABLE TRIGGER publish_captured;
UPDATE argosy.connection SET settings = jsonb_set(settings, '{orders}',
    (settings->'orders') - 'historyDays' - 'statuses' || jsonb_build_object('statuses', (
      SELECT coalesce(jsonb_agg(status), '[]') FROM jsonb_array_elements_text(CASE jsonb_typeof(settings->'orders'->'statuses')
        WHEN 'array' THEN settings->'orders'->'statuses' ELSE '[]' END) AS status
      WHERE status IN ('pending', 'confirmed', 'processing', 'completed', 'cancelled', 'on_hold'))))
  WHERE jsonb_typeof(settings->'orders') = 'object' AND settings->'orders' ?| ARRAY['historyDays', 'statuses'];
UPDATE argosy.connection SET settings = jsonb_set(settings, '{webhooks,topics}', '[]')
  WHERE settings->'webhooks' ? 'topics';
ALTER TABLE argosy.connection ENABLE TRIGGER publish_captured;
ALTER TABLE argosy.connection FORCE ROW LEVEL SECURITY;
