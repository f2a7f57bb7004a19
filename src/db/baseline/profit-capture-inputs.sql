-- What changes the profit of many orders or days leaves a row in profit_due: rates, rules, spend, settlements.

-- A rate concerns all amounts of its currency from its day on.
CREATE FUNCTION argosy.profit_capture_rate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind, word, at)
  SELECT organization_id, 'currency', base, min(valid_from) FROM changed_rows GROUP BY 1, 3;
  PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER fx_rate_profit_new_insert AFTER INSERT ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rate();
CREATE TRIGGER fx_rate_profit_old_update AFTER UPDATE ON argosy.fx_rate REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rate();
CREATE TRIGGER fx_rate_profit_new_update AFTER UPDATE ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rate();
CREATE TRIGGER fx_rate_profit_old_delete AFTER DELETE ON argosy.fx_rate REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rate();

-- Spend concerns its day.
CREATE FUNCTION argosy.profit_capture_spend() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(organization_id), array_agg(date)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;

-- Whatever is written in these.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ad_spend', 'manual_spend'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_profit_new_insert AFTER INSERT ON argosy.%1$s
      REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_spend()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_old_update AFTER UPDATE ON argosy.%1$s
      REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_spend()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_new_update AFTER UPDATE ON argosy.%1$s
      REFERENCING NEW TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_spend()', name);
    EXECUTE format('CREATE TRIGGER %1$s_profit_old_delete AFTER DELETE ON argosy.%1$s
      REFERENCING OLD TABLE AS changed_rows FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_spend()', name);
  END LOOP;
END $$;

-- What all of an organization's profits follow from.
CREATE FUNCTION argosy.profit_capture_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind) SELECT DISTINCT organization_id, 'scope' FROM changed_rows;
  PERFORM argosy.profit_wake(array_agg(organization_id)) FROM changed_rows HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER profit_settings_profit_new_insert AFTER INSERT ON argosy.profit_settings
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_all();
CREATE TRIGGER profit_settings_profit_old_update AFTER UPDATE ON argosy.profit_settings
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_all();
CREATE TRIGGER profit_settings_profit_new_update AFTER UPDATE ON argosy.profit_settings
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_all();
CREATE TRIGGER profit_settings_profit_old_delete AFTER DELETE ON argosy.profit_settings
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_all();

-- Another currency or time zone: all of it anew.
CREATE FUNCTION argosy.profit_capture_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.profit_due (organization_id, kind) VALUES (NEW.organization_id, 'scope');
  PERFORM argosy.profit_wake(ARRAY[NEW.organization_id]);
  RETURN NULL;
END
$$;
-- Whoever pauses an organization or changes its plan may not write marks, and has none to write.
CREATE TRIGGER organization_profit AFTER UPDATE ON argosy.organization
  FOR EACH ROW WHEN (OLD.zone IS DISTINCT FROM NEW.zone OR OLD.currency IS DISTINCT FROM NEW.currency)
  EXECUTE FUNCTION argosy.profit_capture_organization();

-- A parcel's cost is spread by weight, and nothing is missing of services.
CREATE FUNCTION argosy.profit_capture_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'variant' THEN
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT a.organization_id, 'variant', a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.weight_grams, a.gift_card) IS DISTINCT FROM (b.weight_grams, b.gift_card);
  ELSE
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT a.organization_id, 'product', a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.weight_grams, a.kind) IS DISTINCT FROM (b.weight_grams, b.kind);
  END IF;
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM after_rows;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER variant_profit AFTER UPDATE ON argosy.variant
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_item();
CREATE TRIGGER product_profit AFTER UPDATE ON argosy.product
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_item();

-- What makes profits due beside orders and couriers: rules, statements, spend and what campaigns advertise. Orders a
-- rule may fit; of a changed one, both what it was and what it is.
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
END
$$;
CREATE TRIGGER fee_rule_profit_new_insert AFTER INSERT ON argosy.fee_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rule();
CREATE TRIGGER fee_rule_profit_old_update AFTER UPDATE ON argosy.fee_rule REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rule();
CREATE TRIGGER fee_rule_profit_new_update AFTER UPDATE ON argosy.fee_rule REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rule();
CREATE TRIGGER fee_rule_profit_old_delete AFTER DELETE ON argosy.fee_rule REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_rule();

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
END
$$;
CREATE TRIGGER settlement_line_profit_new_insert AFTER INSERT ON argosy.settlement_line
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_settlement();
CREATE TRIGGER settlement_line_profit_old_update AFTER UPDATE ON argosy.settlement_line
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_settlement();
CREATE TRIGGER settlement_line_profit_new_update AFTER UPDATE ON argosy.settlement_line
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_settlement();
CREATE TRIGGER settlement_line_profit_old_delete AFTER DELETE ON argosy.settlement_line
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_settlement();

-- A campaign that advertises another channel than before: the days it spent on.
CREATE FUNCTION argosy.profit_capture_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(s.organization_id), array_agg(s.date))
  FROM after_rows a JOIN before_rows b USING (organization_id, connection_id, campaign_key)
  JOIN argosy.ad_spend s ON s.organization_id = a.organization_id AND s.connection_id = a.connection_id
    AND s.campaign_key = a.campaign_key AND s.ad_set_key = ''
  WHERE a.channel_id IS DISTINCT FROM b.channel_id HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER campaign_channel_profit_update AFTER UPDATE ON argosy.campaign_channel
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_campaign();

-- Campaigns that are given to a channel, or taken from it, with the days of their spend.
CREATE FUNCTION argosy.profit_capture_campaign_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_days(array_agg(s.organization_id), array_agg(s.date))
  FROM changed_rows c
  JOIN argosy.ad_spend s ON s.organization_id = c.organization_id AND s.connection_id = c.connection_id
    AND s.campaign_key = c.campaign_key AND s.ad_set_key = ''
  WHERE c.channel_id IS NOT NULL HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER campaign_channel_profit_new_insert AFTER INSERT ON argosy.campaign_channel
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_campaign_rows();
CREATE TRIGGER campaign_channel_profit_old_delete AFTER DELETE ON argosy.campaign_channel
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_campaign_rows();

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
END
$$;
CREATE TRIGGER product_category_profit_new_insert AFTER INSERT ON argosy.product_category
  REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_category();
CREATE TRIGGER product_category_profit_old_delete AFTER DELETE ON argosy.product_category
  REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_category();

-- Fee rules name categories.
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
END
$$;
CREATE TRIGGER category_profit_update AFTER UPDATE ON argosy.category
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_category_name();

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
END
$$;
CREATE TRIGGER settlement_profit_rate_update AFTER UPDATE ON argosy.settlement
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.profit_capture_payout_rate();
