-- Settings nobody read until now begin to count: what was stored in them has to mean something first.
ALTER TABLE argosy.connection NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.connection SET settings = jsonb_set(settings, '{orders}',
    (settings->'orders') - 'historyDays' - 'statuses' || jsonb_build_object('statuses', (
      SELECT coalesce(jsonb_agg(status), '[]') FROM jsonb_array_elements_text(CASE jsonb_typeof(settings->'orders'->'statuses')
        WHEN 'array' THEN settings->'orders'->'statuses' ELSE '[]' END) AS status
      WHERE status IN ('pending', 'confirmed', 'processing', 'completed', 'cancelled', 'on_hold'))))
  WHERE jsonb_typeof(settings->'orders') = 'object' AND settings->'orders' ?| ARRAY['historyDays', 'statuses'];
UPDATE argosy.connection SET settings = jsonb_set(settings, '{webhooks,topics}', '[]')
  WHERE settings->'webhooks' ? 'topics';
ALTER TABLE argosy.connection FORCE ROW LEVEL SECURITY;
