-- What an order's comparison with its statements follows from marks it. Orders without a statement or a case are left
-- alone: they are looked at as they become late.
CREATE FUNCTION argosy.settlement_changed(organizations uuid[], orders uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.settlement_due (organization_id, order_id)
  SELECT DISTINCT o, i FROM unnest(organizations, orders) AS u(o, i)
  WHERE EXISTS (SELECT FROM argosy.settlement_line l WHERE l.organization_id = o AND l.order_id = i)
    OR EXISTS (SELECT FROM argosy.settlement_case c WHERE c.organization_id = o AND c.order_id = i);
  IF FOUND THEN
    PERFORM pg_notify('argosy_settlement', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS u(o)) AS d;
  END IF;
END $$;

CREATE FUNCTION argosy.settlement_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.settlement_changed(array_agg(a.organization_id), array_agg(a.id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.total_minor, a.status, a.financial, a.fulfilment, a.gateway)
    IS DISTINCT FROM (b.total_minor, b.status, b.financial, b.fulfilment, b.gateway) HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER sales_order_settled_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_order();

-- A statement may speak of an order before it is here.
CREATE FUNCTION argosy.settlement_capture_new_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.settlement_due (organization_id, order_id)
  SELECT n.organization_id, n.id FROM changed_rows n
  WHERE EXISTS (SELECT FROM argosy.settlement_line l WHERE l.organization_id = n.organization_id
    AND l.order_id IS NULL AND l.order_key <> ''
    AND l.order_key IN (n.ext_key, n.ext_number, ltrim(n.ext_number, '#'), n.number));
  IF FOUND THEN
    PERFORM pg_notify('argosy_settlement', o::text) FROM (SELECT DISTINCT organization_id AS o FROM changed_rows) AS d;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sales_order_settled_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_new_order();

CREATE FUNCTION argosy.settlement_capture_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.settlement_changed(array_agg(organization_id), array_agg(order_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER order_refund_settled_insert AFTER INSERT ON argosy.order_refund REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_refund();
CREATE TRIGGER order_refund_settled_update AFTER UPDATE ON argosy.order_refund REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_refund();
CREATE TRIGGER order_refund_settled_delete AFTER DELETE ON argosy.order_refund REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_refund();

-- Rules say what a channel may charge: what it charged in the last four months is compared again.
CREATE FUNCTION argosy.settlement_capture_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.settlement_due (organization_id, order_id)
  SELECT DISTINCT l.organization_id, l.order_id FROM (SELECT DISTINCT organization_id FROM changed_rows) AS c
  JOIN argosy.settlement_line l ON l.organization_id = c.organization_id
  WHERE l.order_id IS NOT NULL AND l.occurred_at > now() - interval '120 days';
  IF FOUND THEN
    PERFORM pg_notify('argosy_settlement', o::text) FROM (SELECT DISTINCT organization_id AS o FROM changed_rows) AS d;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER fee_rule_settled_insert AFTER INSERT ON argosy.fee_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_rule();
CREATE TRIGGER fee_rule_settled_update AFTER UPDATE ON argosy.fee_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_rule();
CREATE TRIGGER fee_rule_settled_delete AFTER DELETE ON argosy.fee_rule REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_rule();
