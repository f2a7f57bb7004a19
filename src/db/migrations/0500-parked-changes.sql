-- A change that fails wherever its listings are worked out is set aside, so that the organization's others go on.
ALTER TABLE argosy.change_mark
  ADD COLUMN tries int NOT NULL DEFAULT 0,
  -- When it is tried again; null: now.
  ADD COLUMN due_at timestamptz;
GRANT SELECT (due_at) ON argosy.change_mark TO argosy_scheduler;

-- What changes once more is tried once more: somebody may just have put it right.
CREATE OR REPLACE FUNCTION argosy.mark_changed(organizations uuid[], subjects uuid[], aspect_name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.change_mark (organization_id, aspect, subject_id)
  SELECT o, aspect_name, s FROM (SELECT DISTINCT o, s FROM unnest(organizations, subjects) AS t(o, s) WHERE s IS NOT NULL) AS d
  ORDER BY o, s
  ON CONFLICT (organization_id, aspect, subject_id) DO UPDATE SET seq = change_mark.seq + 1, marked_at = now(), due_at = NULL;
  PERFORM pg_notify('argosy_change', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS t(o)) AS d;
END $$;

-- A sum as an int, at the column's limit where it is more: one absurd row must not fail everybody's statement.
CREATE FUNCTION argosy.int_sum(total numeric) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN total > 2147483647 THEN 2147483647 WHEN total < -2147483648 THEN -2147483648 ELSE total::int END $$;
GRANT EXECUTE ON FUNCTION argosy.int_sum(numeric) TO argosy_app, argosy_scheduler;
