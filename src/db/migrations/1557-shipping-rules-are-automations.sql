-- Shipping rules become automations of the trigger order.shipping_choice (decision 724), with the same decisions. The
-- table stays for processes of the version before (decision 252); nothing reads it any more.
-- The owner, where it is no superuser, is bound by row level security too.
ALTER TABLE argosy.shipping_rules NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.automation NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.automation_version NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.automation (organization_id, id, position, name, trigger, definition, is_on, created_by, created_at,
  updated_by, updated_at)
SELECT s.organization_id, (r.rule ->> 'id')::uuid, l.last + r.n, r.rule ->> 'name', 'order.shipping_choice',
  jsonb_build_object('name', r.rule ->> 'name', 'trigger', 'order.shipping_choice', 'channels', NULL,
    'stopHere', false, 'limits', jsonb_build_object('perDay', 1000, 'perSubject', 10),
    'actions', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('do', 'propose_courier',
      'courier', r.choose -> 'courierId', 'service', r.choose -> 'service',
      'serviceName', nullif(r.choose ->> 'serviceName', ''), 'prefer', r.choose -> 'prefer',
      'maxPrice', CASE WHEN r.choose -> 'maxPriceMinor' IS NOT NULL
        THEN jsonb_build_object('minor', r.choose -> 'maxPriceMinor', 'currency', r.rule -> 'currency') END,
      'maxDays', r.choose -> 'maxDays'))))
    || CASE WHEN c.conditions = '[]' THEN '{}'::jsonb
      ELSE jsonb_build_object('when', jsonb_build_object('all', c.conditions)) END,
  (r.rule ->> 'isOn')::boolean, 'system', s.updated_at, 'system', s.updated_at
FROM argosy.shipping_rules s
CROSS JOIN LATERAL (
  SELECT coalesce(max(a.position), 0) AS last FROM argosy.automation a WHERE a.organization_id = s.organization_id) l
CROSS JOIN LATERAL (
  SELECT e.rule, e.n::int AS n, e.rule -> 'choose' AS choose, e.rule -> 'when' AS w
  FROM jsonb_array_elements(s.rules) WITH ORDINALITY AS e(rule, n)) r
-- "TEE-*" is every SKU that begins so, "*" is any.
CROSS JOIN LATERAL (
  SELECT jsonb_agg(k.sku) FILTER (WHERE right(k.sku, 1) <> '*') AS whole,
    jsonb_agg(left(k.sku, -1)) FILTER (WHERE right(k.sku, 1) = '*' AND k.sku <> '*') AS beginnings,
    coalesce(bool_or(k.sku = '*'), false) AS any_sku
  FROM jsonb_array_elements_text(coalesce(r.w -> 'skus', '[]')) AS k(sku)) k
CROSS JOIN LATERAL (
  SELECT coalesce(jsonb_agg(one.field ORDER BY one.n), '[]') AS conditions
  FROM (
    SELECT 1 AS n, jsonb_build_object('field', 'address.country', 'is', 'one_of', 'value', r.w -> 'countries') AS field
    WHERE r.w -> 'countries' IS NOT NULL
    UNION ALL
    SELECT 2, jsonb_build_object('field', 'address.postcode', 'is', 'begins_with_one_of', 'value', r.w -> 'postcodes')
    -- Every postcode begins with nothing.
    WHERE r.w -> 'postcodes' IS NOT NULL AND NOT EXISTS (
      SELECT FROM jsonb_array_elements_text(r.w -> 'postcodes') AS p(beginning)
      WHERE regexp_replace(p.beginning, '[\s-]', '', 'g') = '')
    UNION ALL
    SELECT 3, jsonb_build_object('field', 'parcel.weight_grams', 'is', 'at_least', 'value', r.w -> 'minWeightGrams')
    WHERE r.w -> 'minWeightGrams' IS NOT NULL
    UNION ALL
    SELECT 4, jsonb_build_object('field', 'parcel.weight_grams', 'is', 'at_most', 'value', r.w -> 'maxWeightGrams')
    WHERE r.w -> 'maxWeightGrams' IS NOT NULL
    UNION ALL
    SELECT 5, jsonb_build_object('field', 'parcel.value', 'is', 'at_least',
      'value', jsonb_build_object('minor', r.w -> 'minValueMinor', 'currency', r.rule -> 'currency'))
    WHERE r.w -> 'minValueMinor' IS NOT NULL
    UNION ALL
    SELECT 6, jsonb_build_object('field', 'parcel.value', 'is', 'at_most',
      'value', jsonb_build_object('minor', r.w -> 'maxValueMinor', 'currency', r.rule -> 'currency'))
    WHERE r.w -> 'maxValueMinor' IS NOT NULL
    UNION ALL
    SELECT 7, jsonb_build_object('field', 'parcel.payment', 'is', 'is', 'value', r.w -> 'payment')
    WHERE r.w -> 'payment' IS NOT NULL
    UNION ALL
    SELECT 8, jsonb_build_object('any',
      CASE WHEN k.whole IS NULL THEN '[]'
        ELSE jsonb_build_array(jsonb_build_object('field', 'parcel.skus', 'is', 'has_any', 'value', k.whole)) END
      || CASE WHEN k.beginnings IS NULL THEN '[]' ELSE jsonb_build_array(
        jsonb_build_object('field', 'parcel.skus', 'is', 'any_begins_with', 'value', k.beginnings)) END
      || CASE WHEN k.any_sku
        THEN jsonb_build_array(jsonb_build_object('field', 'parcel.skus', 'is', 'is_not_empty')) ELSE '[]' END)
    WHERE r.w -> 'skus' IS NOT NULL
    UNION ALL
    SELECT 9, jsonb_build_object('field', 'lines.product_tags', 'is', 'has_any', 'value', r.w -> 'tags')
    WHERE r.w -> 'tags' IS NOT NULL) one) c;

-- What is chosen where no rule decides is a rule for everything, behind the others.
INSERT INTO argosy.automation (organization_id, id, position, name, trigger, definition, is_on, created_by, created_at,
  updated_by, updated_at)
SELECT s.organization_id, argosy.new_id(), l.last + 1, n.name, 'order.shipping_choice',
  jsonb_build_object('name', n.name, 'trigger', 'order.shipping_choice', 'channels', NULL, 'stopHere', false,
    'limits', jsonb_build_object('perDay', 1000, 'perSubject', 10),
    'actions', jsonb_build_array(jsonb_build_object('do', 'propose_courier', 'prefer', s.fallback))),
  true, 'system', s.updated_at, 'system', s.updated_at
FROM argosy.shipping_rules s
CROSS JOIN LATERAL (
  SELECT CASE s.fallback WHEN 'cheapest' THEN 'Otherwise the cheapest rate' ELSE 'Otherwise the fastest rate' END
    AS name) n
CROSS JOIN LATERAL (
  SELECT coalesce(max(a.position), 0) AS last FROM argosy.automation a WHERE a.organization_id = s.organization_id) l
WHERE s.fallback <> 'none';

INSERT INTO argosy.automation_version (organization_id, automation_id, version, definition, saved_by, saved_at)
SELECT a.organization_id, a.id, a.version, a.definition, a.updated_by, a.updated_at
FROM argosy.automation a
WHERE a.trigger = 'order.shipping_choice';
ALTER TABLE argosy.shipping_rules FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.automation FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.automation_version FORCE ROW LEVEL SECURITY;
