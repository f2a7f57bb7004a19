-- A list of statements reads no lines: what they come to, and what is open of them, stands in their row.
ALTER TABLE argosy.settlement
  ADD COLUMN sum_minor bigint NOT NULL DEFAULT 0,
  ADD COLUMN line_count int NOT NULL DEFAULT 0,
  ADD COLUMN open_cases int NOT NULL DEFAULT 0;

-- The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.settlement NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.settlement_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.settlement_case NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.settlement s
SET sum_minor = coalesce((SELECT sum(l.amount_minor) FILTER (WHERE l.kind <> 'payout') FROM argosy.settlement_line l
    WHERE l.organization_id = s.organization_id AND l.settlement_id = s.id), 0),
  line_count = (SELECT count(*) FROM argosy.settlement_line l
    WHERE l.organization_id = s.organization_id AND l.settlement_id = s.id),
  open_cases = (SELECT count(*) FROM argosy.settlement_case c
    WHERE c.organization_id = s.organization_id AND c.settlement_id = s.id AND c.state = 'open');
ALTER TABLE argosy.settlement FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.settlement_line FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.settlement_case FORCE ROW LEVEL SECURITY;

CREATE FUNCTION argosy.settlement_count_cases() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE argosy.settlement s SET open_cases = n.open
  FROM (SELECT c.organization_id, c.settlement_id, (SELECT count(*) FROM argosy.settlement_case k
      WHERE k.organization_id = c.organization_id AND k.settlement_id = c.settlement_id AND k.state = 'open') AS open
    FROM (SELECT DISTINCT organization_id, settlement_id FROM changed_rows WHERE settlement_id IS NOT NULL) AS c) AS n
  WHERE s.organization_id = n.organization_id AND s.id = n.settlement_id AND s.open_cases <> n.open;
  RETURN NULL;
END $$;
CREATE TRIGGER settlement_case_counted_insert AFTER INSERT ON argosy.settlement_case
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
CREATE TRIGGER settlement_case_counted_old AFTER UPDATE ON argosy.settlement_case
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
CREATE TRIGGER settlement_case_counted_new AFTER UPDATE ON argosy.settlement_case
  REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
CREATE TRIGGER settlement_case_counted_delete AFTER DELETE ON argosy.settlement_case
  REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_count_cases();
