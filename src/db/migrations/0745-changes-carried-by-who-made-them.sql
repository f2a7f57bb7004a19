-- Whoever says so in its transaction looks at what it marked after its commit: nobody has to be told of it then. Where it
-- dies in between, the sweep of any worker finds the marks.
CREATE OR REPLACE FUNCTION argosy.mark_changed(organizations uuid[], subjects uuid[], aspect_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.change_mark (organization_id, aspect, subject_id)
  SELECT o, aspect_name, s FROM (SELECT DISTINCT o, s FROM unnest(organizations, subjects) AS t(o, s) WHERE s IS NOT NULL) AS d
  ORDER BY o, s
  ON CONFLICT (organization_id, aspect, subject_id) DO UPDATE SET seq = change_mark.seq + 1, marked_at = now(), due_at = NULL;
  IF current_setting('argosy.carries', true) IS DISTINCT FROM 'on' THEN
    PERFORM pg_notify('argosy_change', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS t(o)) AS d;
  END IF;
END $$;
