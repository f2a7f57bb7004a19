-- A refund that moved no money: some channels tell its goods alone, with 0.00. What was booked here stands beside it.
ALTER TABLE argosy.order_refund ADD COLUMN booked_minor bigint CHECK (booked_minor > 0);

-- The units of a refund by line, however its lines are cut.
CREATE FUNCTION argosy.refund_units(lines jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(line_key, units), '{}'::jsonb)
  FROM (SELECT line ->> 'lineKey' AS line_key, sum((line ->> 'quantity')::int) AS units
    FROM jsonb_array_elements(lines) AS line GROUP BY 1) AS u WHERE line_key IS NOT NULL
$$;

-- Those that stood twice until now: ours with its amount, the channel's with none.
ALTER TABLE argosy.order_refund NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.command NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;

WITH own AS (
  SELECT r.organization_id, r.order_id, r.ext_key, r.amount_minor, c.created_at, r.refunded_at, argosy.refund_units(r.lines) AS units,
    row_number() OVER (PARTITION BY r.organization_id, r.order_id, argosy.refund_units(r.lines) ORDER BY r.refunded_at, r.ext_key) AS n
  FROM argosy.order_refund r
  JOIN argosy.command c ON c.organization_id = r.organization_id AND c.order_id = r.order_id AND 'command:' || c.id = r.ext_key
  WHERE r.amount_minor > 0
), told AS (
  SELECT r.organization_id, r.order_id, r.ext_key, r.refunded_at, argosy.refund_units(r.lines) AS units,
    row_number() OVER (PARTITION BY r.organization_id, r.order_id, argosy.refund_units(r.lines) ORDER BY r.refunded_at, r.ext_key) AS n
  FROM argosy.order_refund r WHERE r.amount_minor = 0 AND r.ext_key NOT LIKE 'command:%'
), twice AS (
  SELECT own.organization_id, own.order_id, own.ext_key AS own_key, own.amount_minor, told.ext_key AS told_key
  FROM own JOIN told ON told.organization_id = own.organization_id AND told.order_id = own.order_id AND told.units = own.units AND told.n = own.n
    AND told.refunded_at BETWEEN own.created_at - interval '5 minutes' AND own.refunded_at + interval '5 minutes'
), booked AS (
  UPDATE argosy.order_refund r SET amount_minor = t.amount_minor, booked_minor = t.amount_minor
  FROM twice t WHERE r.organization_id = t.organization_id AND r.order_id = t.order_id AND r.ext_key = t.told_key
)
DELETE FROM argosy.order_refund r USING twice t
WHERE r.organization_id = t.organization_id AND r.order_id = t.order_id AND r.ext_key = t.own_key;

ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.command FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_refund FORCE ROW LEVEL SECURITY;
