-- Lists are asked by the names their rows answer: what saved views of orders ask is said in those names.
ALTER TABLE argosy.saved_view NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.saved_view
SET filter = (
  SELECT coalesce(jsonb_object_agg(
    CASE asked.key WHEN 'tag' THEN 'tags' WHEN 'short' THEN 'isShort' WHEN 'unmapped' THEN 'hasUnmapped'
      WHEN 'history' THEN 'isHistory' WHEN 'pushFailed' THEN 'pushState' ELSE asked.key END,
    CASE asked.key WHEN 'pushFailed' THEN '"failed"'::jsonb ELSE asked.value END), '{}')
  FROM jsonb_each(saved_view.filter) AS asked
  WHERE NOT (asked.key = 'pushFailed' AND asked.value = '"false"')
)
WHERE subject = 'orders' AND filter ?| ARRAY['tag', 'short', 'unmapped', 'history', 'pushFailed'];
ALTER TABLE argosy.saved_view FORCE ROW LEVEL SECURITY;
