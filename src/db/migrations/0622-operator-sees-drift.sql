-- Whoever looks after the hub sees what platforms changed: names of fields and counts, never the values that came.
GRANT SELECT (organization_id, connection_id, path, problem, count, first_at, last_at) ON argosy.drift TO argosy_operator;
CREATE POLICY operator ON argosy.drift FOR SELECT TO argosy_operator USING (true);
