-- Who wins about stock is said once, by the policy; what prices.enabled said of new items is called so.
ALTER TABLE argosy.connection NO FORCE ROW LEVEL SECURITY;
-- What the triggers of a changed connection read and write.
ALTER TABLE argosy.listing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.product_listing NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.change_mark NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.connection c SET settings = jsonb_set(c.settings, '{policy}',
  jsonb_build_object('stock', CASE c.settings #>> '{inventory,direction}' WHEN 'two_way' THEN 'channel' ELSE 'hub' END)
    || coalesce(c.settings -> 'policy', '{}'))
WHERE c.settings #> '{inventory,direction}' IS NOT NULL;
UPDATE argosy.connection c SET settings = c.settings #- '{inventory,direction}'
WHERE c.settings #> '{inventory,direction}' IS NOT NULL;
UPDATE argosy.connection c
SET settings = jsonb_set(c.settings, '{prices}', jsonb_build_object('newItems', c.settings #> '{prices,enabled}'))
WHERE c.settings #> '{prices,enabled}' IS NOT NULL;
ALTER TABLE argosy.listing FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.product_listing FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.change_mark FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.connection FORCE ROW LEVEL SECURITY;
