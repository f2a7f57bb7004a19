-- What the bank receives of a settlement in another currency than its own, and the rate: units of the bank's currency for
-- one of the settlement's.
ALTER TABLE argosy.settlement
  ADD COLUMN bank_currency char(3),
  ADD COLUMN bank_minor bigint,
  ADD COLUMN bank_rate numeric(24,12) CHECK (bank_rate > 0),
  ADD CHECK ((bank_currency IS NULL) = (bank_minor IS NULL)),
  ADD CHECK (bank_rate IS NULL OR bank_currency IS NOT NULL),
  ADD CHECK (bank_currency <> currency);

-- The payout whose rate an amount was converted with; null: the organization's own rate of the day.
ALTER TABLE argosy.order_profit ADD COLUMN rate_settlement_id uuid;
ALTER TABLE argosy.order_cost ADD COLUMN rate_settlement_id uuid;

-- Another rate of a payout: its orders, and the days of what it charged for no order.
CREATE FUNCTION argosy.profit_capture_payout_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(l.organization_id), array_agg(l.order_id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.settlement_line l ON l.organization_id = a.organization_id AND l.settlement_id = a.id
  WHERE (a.bank_currency, a.bank_rate) IS DISTINCT FROM (b.bank_currency, b.bank_rate) AND l.order_id IS NOT NULL
  HAVING count(*) > 0;
  INSERT INTO argosy.profit_due (organization_id, kind, at)
  SELECT DISTINCT l.organization_id, 'day', l.occurred_at
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  JOIN argosy.settlement_line l ON l.organization_id = a.organization_id AND l.settlement_id = a.id
  WHERE (a.bank_currency, a.bank_rate) IS DISTINCT FROM (b.bank_currency, b.bank_rate) AND l.order_id IS NULL
    AND l.order_key = '';
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM after_rows;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER settlement_profit_rate_update AFTER UPDATE ON argosy.settlement
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_payout_rate();
