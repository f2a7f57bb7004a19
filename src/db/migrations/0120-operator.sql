-- The operator's area: switches of the whole hub, what the operator did, and a role of its own that sees counts, names
-- and states of organizations, and nothing of their trade.
SET LOCAL search_path = argosy, public;

-- One row. While outbound_paused_at is set, nothing is sent to any platform of any organization.
CREATE TABLE hub_state (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  outbound_paused_at timestamptz,
  outbound_paused_by text
);
INSERT INTO hub_state DEFAULT VALUES;
GRANT SELECT ON hub_state TO argosy_app, argosy_operator;
GRANT UPDATE ON hub_state TO argosy_operator;

ALTER TABLE organization ADD COLUMN outbound_paused_at timestamptz;

-- Who holds back what goes out: the operator for the whole hub or for this organization; null when nobody does.
CREATE FUNCTION outbound_pause() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN (SELECT outbound_paused_at FROM argosy.hub_state) IS NOT NULL THEN 'hub'
    WHEN (SELECT outbound_paused_at FROM argosy.organization WHERE organization_id = argosy.tenant()) IS NOT NULL THEN 'organization'
  END
$$;

-- What operators changed; what concerns one organization stands in that organization's own trail as well.
CREATE TABLE hub_audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  request_id text
);
CREATE TRIGGER hub_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hub_audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
GRANT SELECT, INSERT ON hub_audit TO argosy_operator;

-- Switched off by the operator: no session, no API key, in no organization.
ALTER TABLE auth."user" ADD COLUMN deactivated_at timestamptz;

GRANT USAGE ON SCHEMA argosy, auth, argosy_setup TO argosy_operator;
GRANT SELECT (organization_id, name, slug, plan, created_at, deleted_at, outbound_paused_at), UPDATE (plan, outbound_paused_at)
  ON organization TO argosy_operator;
GRANT SELECT (organization_id, id, kind, provider, name, state, health, breaker, breaker_until, failing_since, last_success_at, deleted_at)
  ON connection TO argosy_operator;
GRANT SELECT (organization_id, placed_at) ON sales_order TO argosy_operator;
GRANT SELECT ON lane TO argosy_operator;
GRANT SELECT (organization_id, connection_id, status) ON inbox_event TO argosy_operator;
GRANT SELECT (organization_id, connection_id, due_at) ON listing_stock, listing_price, product_listing, command TO argosy_operator;
GRANT SELECT (number, name, applied_at) ON argosy_setup.migration TO argosy_operator;
GRANT SELECT ("id", "name", "email", "createdAt", is_operator, deactivated_at), UPDATE (deactivated_at)
  ON auth."user" TO argosy_operator;
GRANT SELECT (organization_id, user_id, role, active, last_active_at) ON auth.member TO argosy_operator;
GRANT SELECT ("userId"), DELETE ON auth.session TO argosy_operator;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['organization', 'connection', 'sales_order', 'lane', 'inbox_event', 'listing_stock', 'listing_price', 'product_listing', 'command'] LOOP
    EXECUTE format('CREATE POLICY operator ON argosy.%I FOR SELECT TO argosy_operator USING (true)', name);
  END LOOP;
END $$;
CREATE POLICY operator_change ON organization FOR UPDATE TO argosy_operator USING (true) WITH CHECK (true);
