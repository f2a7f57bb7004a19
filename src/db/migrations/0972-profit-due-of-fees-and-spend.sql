-- What makes profits due beside orders and couriers: rules, statements, spend and what campaigns advertise.

-- Orders a rule may fit; of a changed one, both what it was and what it is.
CREATE FUNCTION argosy.profit_capture_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, connection_id, at, until)
  SELECT DISTINCT organization_id, 'scope', connection_id, valid_from::timestamp AT TIME ZONE 'UTC' - interval '1 day',
    valid_to::timestamp AT TIME ZONE 'UTC' + interval '2 days'
  FROM changed_rows WHERE is_active;
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows;
  END IF;
  RETURN NULL;
END $$;

-- A line of a statement: of an order, or of the account.
CREATE FUNCTION argosy.profit_capture_settlement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(organization_id), array_agg(order_id)) FROM changed_rows
  WHERE order_id IS NOT NULL HAVING count(*) > 0;
  INSERT INTO argosy.profit_due (organization_id, kind, at)
  SELECT DISTINCT organization_id, 'day', occurred_at FROM changed_rows WHERE order_id IS NULL AND order_key = '';
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows;
  END IF;
  RETURN NULL;
END $$;

-- A campaign that advertises another channel than before: the days it spent on.
CREATE FUNCTION argosy.profit_capture_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(s.organization_id), array_agg(s.date))
  FROM after_rows a JOIN before_rows b USING (organization_id, connection_id, campaign_key)
  JOIN argosy.ad_spend s ON s.organization_id = a.organization_id AND s.connection_id = a.connection_id
    AND s.campaign_key = a.campaign_key AND s.ad_set_key = ''
  WHERE a.channel_id IS DISTINCT FROM b.channel_id HAVING count(*) > 0;
  RETURN NULL;
END $$;
CREATE TRIGGER campaign_channel_profit_update AFTER UPDATE ON argosy.campaign_channel
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_campaign();

CREATE FUNCTION argosy.profit_capture_campaign_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(s.organization_id), array_agg(s.date))
  FROM changed_rows c
  JOIN argosy.ad_spend s ON s.organization_id = c.organization_id AND s.connection_id = c.connection_id
    AND s.campaign_key = c.campaign_key AND s.ad_set_key = ''
  WHERE c.channel_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- Rules may ask for the category a product is in.
CREATE FUNCTION argosy.profit_capture_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, item_id)
  SELECT DISTINCT c.organization_id, 'product', c.product_id FROM changed_rows c
  WHERE EXISTS (SELECT FROM argosy.fee_rule r WHERE r.organization_id = c.organization_id AND r.category IS NOT NULL);
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION argosy.profit_capture_category_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind)
  SELECT DISTINCT a.organization_id, 'scope' FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.name, a.parent_id) IS DISTINCT FROM (b.name, b.parent_id)
    AND EXISTS (SELECT FROM argosy.fee_rule r WHERE r.organization_id = a.organization_id AND r.category IS NOT NULL);
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM after_rows;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER category_profit_update AFTER UPDATE ON argosy.category
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_category_name();

DO $$
DECLARE watched record; act text;
BEGIN
  FOR watched IN SELECT * FROM (VALUES
    ('fee_rule', 'rule', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('settlement_line', 'settlement', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('manual_spend', 'spend', ARRAY['INSERT', 'UPDATE', 'DELETE']),
    ('campaign_channel', 'campaign_rows', ARRAY['INSERT', 'DELETE']),
    ('product_category', 'category', ARRAY['INSERT', 'DELETE'])) AS w(name, function, acts)
  LOOP
    FOREACH act IN ARRAY watched.acts LOOP
      IF act <> 'INSERT' THEN
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON argosy.%I REFERENCING OLD TABLE AS changed_rows
          FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_%s()',
          watched.name || '_profit_old_' || lower(act), act, watched.name, watched.function);
      END IF;
      IF act <> 'DELETE' THEN
        EXECUTE format('CREATE TRIGGER %I AFTER %s ON argosy.%I REFERENCING NEW TABLE AS changed_rows
          FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_%s()',
          watched.name || '_profit_new_' || lower(act), act, watched.name, watched.function);
      END IF;
    END LOOP;
  END LOOP;
END $$;
