-- A product a store did not get because its price could not be worked out goes out once an exchange rate of its currency
-- is in force.
CREATE FUNCTION argosy.send_with_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stores uuid[]; owner uuid; at timestamptz;
BEGIN
  WITH due AS (
    UPDATE argosy.product_listing p
    SET want_seq = p.want_seq + 1, due_at = r.valid_from, state = 'waiting', attempts = 0, error = NULL
    FROM (SELECT organization_id, base, max(valid_from) AS valid_from FROM changed_rows WHERE in_force GROUP BY 1, 2) r
    WHERE p.organization_id = r.organization_id AND p.state = 'rejected' AND p.ext_key IS NULL AND p.gone_at IS NULL
      AND EXISTS (SELECT FROM argosy.variant v JOIN argosy.organization o ON o.organization_id = v.organization_id
        WHERE v.organization_id = p.organization_id AND v.product_id = p.product_id AND v.deleted_at IS NULL AND (v.currency = r.base OR o.currency = r.base))
    RETURNING p.organization_id, p.connection_id, p.due_at)
  SELECT array_agg(connection_id), min(organization_id::text)::uuid, min(due_at) INTO stores, owner, at FROM due;
  IF stores IS NOT NULL THEN PERFORM argosy.wake_lane(owner, stores, 'outbound', at); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER fx_rate_sends_insert AFTER INSERT ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.send_with_rate();
CREATE TRIGGER fx_rate_sends_update AFTER UPDATE ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.send_with_rate();
