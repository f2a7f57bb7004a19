-- Spend on advertising, and which channel it is for.

-- What ad accounts spent, by day of the account's own calendar: told again in the place of what stood there.
CREATE TABLE argosy.ad_spend (
  organization_id uuid NOT NULL,
  -- The ad account's.
  connection_id uuid NOT NULL,
  date date NOT NULL,
  campaign_key text NOT NULL,
  -- '': the campaign's whole day. A row of an ad set is a part of it.
  ad_set_key text NOT NULL,
  campaign_name text NOT NULL,
  ad_set_name text NOT NULL,
  -- The account's, exact: some platforms tell millionths.
  spend numeric(20,6) NOT NULL,
  currency char(3) NOT NULL,
  impressions bigint NOT NULL,
  clicks bigint NOT NULL,
  -- What the platform claims.
  conversions numeric(20,6) NOT NULL,
  conversion_value numeric(20,6) NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, date, campaign_key, ad_set_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX ad_spend_by_campaign ON argosy.ad_spend (organization_id, connection_id, campaign_key, date)
  WHERE ad_set_key = '';

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
  name_key text GENERATED ALWAYS AS (lower(campaign_name)) STORED,
  PRIMARY KEY (organization_id, connection_id, campaign_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, channel_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX campaign_channel_name ON argosy.campaign_channel (organization_id, name_key, connection_id,
  campaign_key);

-- A day's amount of any label, without the tax billed on top.
CREATE TABLE argosy.manual_spend (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  label text NOT NULL CHECK (label <> ''),
  date date NOT NULL,
  amount numeric(20,6) NOT NULL CHECK (amount >= 0),
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
  organization_id uuid PRIMARY KEY,
  mapping jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);
