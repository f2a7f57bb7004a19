-- Alerts, and how people are told of them.

-- What somebody has to know of or act on. One row for each cause; the same again counts up.
CREATE TABLE argosy.alert (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  kind text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  -- One open alert per cause: repeats raise its count.
  cause text NOT NULL,
  connection_id uuid,
  subject_kind text,
  subject_id uuid,
  title text NOT NULL,
  text text NOT NULL,
  action jsonb,
  count int NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'snoozed', 'resolved')),
  snoozed_until timestamptz,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  resolved_at timestamptz,
  resolved_by text,
  -- What a sentence of the hub is made of: codes with what fills their gaps, words of others as they are
  -- (src/commerce/sentence.ts). Null: nothing of it is the hub's, or it was written before this was kept.
  said jsonb,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX alert_open ON argosy.alert (organization_id, cause) WHERE state <> 'resolved';
CREATE INDEX alert_list ON argosy.alert (organization_id, last_at DESC, id DESC);
CREATE INDEX alert_unresolved ON argosy.alert (organization_id, last_at DESC, id DESC) WHERE state <> 'resolved';
CREATE INDEX alert_urgent ON argosy.alert (organization_id, severity, last_at DESC, id DESC)
  WHERE state <> 'resolved';
GRANT SELECT (organization_id, kind, state, first_at, last_at) ON argosy.alert TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.alert FOR SELECT TO argosy_scheduler USING (true);

-- Which alerts a person has seen.
CREATE TABLE argosy.alert_read (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  alert_id uuid NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, user_id, alert_id),
  FOREIGN KEY (organization_id, alert_id) REFERENCES argosy.alert (organization_id, id) ON DELETE CASCADE
);

-- Each alert is mailed to a person once.
CREATE TABLE argosy.alert_mail (
  organization_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  user_id text NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, alert_id, user_id),
  FOREIGN KEY (organization_id, alert_id) REFERENCES argosy.alert (organization_id, id) ON DELETE CASCADE
);

-- A topic without a row is as the role's default says.
CREATE TABLE argosy.notification_choice (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  topic text NOT NULL,
  app boolean NOT NULL,
  email text NOT NULL CHECK (email IN ('off', 'now', 'daily')),
  PRIMARY KEY (organization_id, user_id, topic)
);

-- Days whose summary a person was mailed.
CREATE TABLE argosy.notification_digest (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  -- The organization's day the last digest was made for.
  day date NOT NULL,
  PRIMARY KEY (organization_id, user_id)
);

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
GRANT SELECT (organization_id, alerts, new_orders, orders_after, created_at) ON argosy.push_device
  TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.push_device FOR SELECT TO argosy_scheduler USING (true);

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

-- Who is mailed what a week brought. Nobody who did not ask.
CREATE TABLE argosy.weekly_summary (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  is_on boolean NOT NULL,
  -- Monday of the last week that was told, or that was over when it was switched on: each week is told once.
  told_week date NOT NULL,
  PRIMARY KEY (organization_id, user_id)
);
GRANT SELECT (organization_id, is_on, told_week) ON argosy.weekly_summary TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.weekly_summary FOR SELECT TO argosy_scheduler USING (true);
