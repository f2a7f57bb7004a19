-- Figures kept by day, and the rows that say which days are to be worked out anew.

-- Orders of a day of the organization's time zone, by channel (the connection; the nil id: the hub itself) and by the
-- order's currency.
CREATE TABLE argosy.sales_day (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  channel_id uuid NOT NULL,
  currency char(3) NOT NULL,
  -- Not cancelled ones; units, gross and refunds are theirs.
  orders int NOT NULL,
  cancelled int NOT NULL,
  -- Orders whose total the platform hides: they count as orders and units, not as money.
  hidden int NOT NULL,
  units bigint NOT NULL,
  gross_minor bigint NOT NULL,
  -- Paid back on this day, whenever the order was placed.
  refunds int NOT NULL,
  refunds_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, channel_id, currency)
);

-- Their lines, by variant (the nil id: not linked to one).
CREATE TABLE argosy.sales_item_day (
  organization_id uuid NOT NULL,
  day date NOT NULL,
  channel_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  currency char(3) NOT NULL,
  units bigint NOT NULL,
  returned_units bigint NOT NULL,
  gross_minor bigint NOT NULL,
  -- Without what came back.
  net_minor bigint NOT NULL,
  PRIMARY KEY (organization_id, day, variant_id, channel_id, currency)
);

-- When something happened that a day's figures follow from. Only ever added to, so that no change waits for the
-- reader.
CREATE TABLE argosy.sales_due (
  organization_id uuid NOT NULL,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
GRANT SELECT (organization_id) ON argosy.sales_due TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.sales_due FOR SELECT TO argosy_scheduler USING (true);

-- Attempts of one hour; `latency` counts them by duration (bounds in src/hub/analytics/latency.ts).
CREATE TABLE argosy.sync_hour (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  hour timestamptz NOT NULL,
  succeeded int NOT NULL,
  failed int NOT NULL,
  throttled int NOT NULL,
  orders int NOT NULL,
  latency int[] NOT NULL,
  -- From the arrival of deliveries to when they were understood: how many, together, and the longest.
  applied int NOT NULL,
  lag_ms_sum bigint NOT NULL,
  lag_ms_most bigint NOT NULL,
  PRIMARY KEY (organization_id, connection_id, hour)
);

-- Variants that last less than two weeks at the pace of the last 30 days, as it was looked for some minutes ago.
CREATE TABLE argosy.running_out (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  sold bigint NOT NULL,
  cover_days int NOT NULL DEFAULT 14,
  PRIMARY KEY (organization_id, variant_id)
);

-- How far an organization's figures are made: the time zone of its days, the hours of its log, what runs out.
CREATE TABLE argosy.analytics_state (
  organization_id uuid PRIMARY KEY,
  zone text,
  hours_until timestamptz,
  paced_at timestamptz,
  -- Stock is looked at for what runs out where it moved since, or what else its pace follows from changed.
  paced_movement uuid,
  is_pace_outdated boolean NOT NULL DEFAULT false
);
GRANT SELECT (organization_id, zone, hours_until, paced_at, paced_movement,
  is_pace_outdated) ON argosy.analytics_state TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.analytics_state FOR SELECT TO argosy_scheduler USING (true);

-- Every time zone's day begins on a quarter of an hour: a page of orders marks few.
CREATE FUNCTION argosy.sales_changed(organizations uuid[], times timestamptz[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO argosy.sales_due (organization_id, at)
  SELECT DISTINCT o, date_bin('15 minutes', t, timestamptz '2000-01-01 00:00Z')
    FROM unnest(organizations, times) AS u(o, t) WHERE t IS NOT NULL;
  PERFORM pg_notify('argosy_sales', o::text) FROM (SELECT DISTINCT o FROM unnest(organizations) AS u(o)) AS d;
END
$$;

-- Sales count what is left of an order that was edited: its day is counted anew when the channel tells another second
-- total.
CREATE FUNCTION argosy.sales_capture_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM argosy.sales_changed(array_agg(c.organization_id), array_agg(c.at)) FROM (
      SELECT a.organization_id, t.at FROM after_rows a JOIN before_rows b USING (organization_id, id)
      CROSS JOIN LATERAL (
        SELECT a.placed_at AS at UNION ALL SELECT b.placed_at
        UNION ALL SELECT r.refunded_at FROM argosy.order_refund r WHERE r.organization_id = a.organization_id
          AND r.order_id = a.id) AS t
      WHERE (a.placed_at, a.connection_id, a.currency, a.total_minor, a.current_total_minor, a.status = 'cancelled',
        a.financial = 'refunded')
        IS DISTINCT FROM (b.placed_at, b.connection_id, b.currency, b.total_minor, b.current_total_minor,
          b.status = 'cancelled', b.financial = 'refunded')) AS c HAVING count(*) > 0;
  ELSE
    PERFORM argosy.sales_changed(array_agg(organization_id), array_agg(placed_at))
      FROM changed_rows HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER sales_order_counted_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_order();
CREATE TRIGGER sales_order_counted_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_order();
CREATE TRIGGER sales_order_counted_delete AFTER DELETE ON argosy.sales_order REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_order();

-- What a transaction marked is read once a statement, not once a row: two hundred orders with their lines and payments
-- took it apart some thousand times, 200 ids each, which was a third of what it cost to write them.
CREATE FUNCTION argosy.sales_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM argosy.sales_changed(array_agg(o.organization_id), array_agg(o.placed_at))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    JOIN argosy.sales_order o ON o.organization_id = a.organization_id AND o.id = a.order_id
    WHERE (a.variant_id, a.quantity, a.ordered_quantity, a.total_minor, a.restocked_quantity, a.return_received,
        a.matched_quantity)
      IS DISTINCT FROM (b.variant_id, b.quantity, b.ordered_quantity, b.total_minor, b.restocked_quantity,
        b.return_received, b.matched_quantity)
    HAVING count(*) > 0;
  ELSIF TG_OP = 'DELETE' OR EXISTS (SELECT order_id FROM changed_rows EXCEPT SELECT unnest(argosy.orders_marked())) THEN
    PERFORM argosy.sales_changed(array_agg(o.organization_id), array_agg(o.placed_at))
    FROM (SELECT DISTINCT organization_id, order_id FROM changed_rows) AS c
    JOIN argosy.sales_order o ON o.organization_id = c.organization_id AND o.id = c.order_id HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_line_counted_insert AFTER INSERT ON argosy.order_line REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_line();
CREATE TRIGGER order_line_counted_update AFTER UPDATE ON argosy.order_line
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_line();
CREATE TRIGGER order_line_counted_delete AFTER DELETE ON argosy.order_line REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_line();

-- An order's first refund may end what was taken for one because of its status alone.
CREATE FUNCTION argosy.sales_capture_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.sales_changed(array_agg(c.organization_id), array_agg(t.at))
  FROM changed_rows c
  LEFT JOIN argosy.sales_order o ON o.organization_id = c.organization_id AND o.id = c.order_id
  CROSS JOIN LATERAL (VALUES (c.refunded_at), (o.placed_at)) AS t(at) HAVING count(*) > 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER order_refund_counted_insert AFTER INSERT ON argosy.order_refund REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_refund();
CREATE TRIGGER order_refund_counted_old AFTER UPDATE ON argosy.order_refund REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_refund();
CREATE TRIGGER order_refund_counted_new AFTER UPDATE ON argosy.order_refund REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_refund();
CREATE TRIGGER order_refund_counted_delete AFTER DELETE ON argosy.order_refund REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.sales_capture_refund();
