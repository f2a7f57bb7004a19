-- Browsers that members have asked to be notified through (Web Push), and which alerts each was sent.
CREATE TABLE argosy.push_device (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id text NOT NULL,
  -- Where the browser's push service takes messages for it, and the keys they are encrypted for.
  endpoint text NOT NULL,
  p256dh text NOT NULL,
  auth text NOT NULL,
  name text NOT NULL,
  alerts boolean NOT NULL,
  new_orders boolean NOT NULL,
  -- The newest order when it was last notified of orders.
  orders_after uuid NOT NULL,
  created_at timestamptz NOT NULL,
  failing_since timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, user_id, endpoint)
);

-- Each alert is sent to a device once.
CREATE TABLE argosy.alert_push (
  organization_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  device_id uuid NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, alert_id, device_id),
  FOREIGN KEY (organization_id, alert_id) REFERENCES argosy.alert (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, device_id) REFERENCES argosy.push_device (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX alert_push_device ON argosy.alert_push (organization_id, device_id);

ALTER TABLE argosy.push_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.push_device FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.push_device FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
CREATE POLICY scheduler ON argosy.push_device FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.push_device TO argosy_app;
GRANT SELECT (organization_id, alerts, new_orders, orders_after, created_at) ON argosy.push_device TO argosy_scheduler;

ALTER TABLE argosy.alert_push ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.alert_push FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.alert_push FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.alert_push TO argosy_app;

GRANT SELECT (id) ON argosy.sales_order TO argosy_scheduler;
