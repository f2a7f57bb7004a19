-- Who is told of alerts and how: choices per member and topic, what was read, what was mailed.
SET LOCAL search_path = argosy, public;

-- A topic without a row is as the role's default says.
CREATE TABLE notification_choice (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  topic text NOT NULL,
  app boolean NOT NULL,
  email text NOT NULL CHECK (email IN ('off', 'now', 'daily')),
  PRIMARY KEY (organization_id, user_id, topic)
);

CREATE TABLE alert_read (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  alert_id uuid NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, user_id, alert_id),
  FOREIGN KEY (organization_id, alert_id) REFERENCES alert (organization_id, id) ON DELETE CASCADE
);

-- Each alert is mailed to a person once.
CREATE TABLE alert_mail (
  organization_id uuid NOT NULL,
  alert_id uuid NOT NULL,
  user_id text NOT NULL,
  sent_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, alert_id, user_id),
  FOREIGN KEY (organization_id, alert_id) REFERENCES alert (organization_id, id) ON DELETE CASCADE
);

CREATE TABLE notification_digest (
  organization_id uuid NOT NULL,
  user_id text NOT NULL,
  -- The organization's day the last digest was made for.
  day date NOT NULL,
  PRIMARY KEY (organization_id, user_id)
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['notification_choice', 'alert_read', 'alert_mail', 'notification_digest'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;
