-- Which channel a campaign advertises (decision 325), and what was spent where no account is connected.
CREATE TABLE argosy.campaign_rule (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  -- The first rule that fits decides.
  position int NOT NULL,
  -- Of this ad account alone; null: of every one.
  connection_id uuid,
  match text NOT NULL CHECK (match IN ('is', 'starts', 'contains', 'ends')),
  pattern text NOT NULL CHECK (pattern <> ''),
  -- Null: all channels.
  channel_id uuid,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, channel_id) REFERENCES argosy.connection (organization_id, id)
);

-- A row a campaign, with what holds for it: chosen by hand, by a rule, or (neither) all channels.
CREATE TABLE argosy.campaign_channel (
  organization_id uuid NOT NULL,
  -- The ad account's.
  connection_id uuid NOT NULL,
  campaign_key text NOT NULL,
  -- As it was told for its last day.
  campaign_name text NOT NULL,
  last_on date NOT NULL,
  -- Null: all channels.
  channel_id uuid,
  chosen_by text NOT NULL DEFAULT 'nobody' CHECK (chosen_by IN ('hand', 'rule', 'nobody')),
  rule_id uuid,
  PRIMARY KEY (organization_id, connection_id, campaign_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, channel_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX campaign_channel_by_name ON argosy.campaign_channel
  (organization_id, lower(campaign_name), connection_id, campaign_key);

-- A day's amount of any label, without the tax billed on top.
CREATE TABLE argosy.manual_spend (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  label text NOT NULL CHECK (label <> ''),
  date date NOT NULL,
  amount numeric(20, 6) NOT NULL CHECK (amount >= 0),
  currency char(3) NOT NULL,
  -- Null: all channels.
  channel_id uuid,
  source text NOT NULL CHECK (source IN ('manual', 'import')),
  -- Of an import: told again it takes the place of what stands. Null: by hand.
  key text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, key),
  FOREIGN KEY (organization_id, channel_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX manual_spend_by_day ON argosy.manual_spend (organization_id, date DESC, id DESC);

-- The columns files of spend were read with last.
CREATE TABLE argosy.spend_file_mapping (
  organization_id uuid NOT NULL PRIMARY KEY,
  mapping jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['campaign_rule', 'campaign_channel', 'manual_spend', 'spend_file_mapping'] LOOP
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app
      USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.%I TO argosy_app', name);
  END LOOP;
END $$;

-- The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.ad_spend NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.campaign_channel NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.campaign_channel (organization_id, connection_id, campaign_key, campaign_name, last_on)
SELECT DISTINCT ON (organization_id, connection_id, campaign_key)
  organization_id, connection_id, campaign_key, campaign_name, date
FROM argosy.ad_spend
WHERE ad_set_key = ''
ORDER BY organization_id, connection_id, campaign_key, date DESC;
ALTER TABLE argosy.ad_spend FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.campaign_channel FORCE ROW LEVEL SECURITY;
