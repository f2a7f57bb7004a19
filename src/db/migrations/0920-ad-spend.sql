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
  spend numeric(20, 6) NOT NULL,
  currency char(3) NOT NULL,
  impressions bigint NOT NULL,
  clicks bigint NOT NULL,
  -- What the platform claims.
  conversions numeric(20, 6) NOT NULL,
  conversion_value numeric(20, 6) NOT NULL,
  read_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, date, campaign_key, ad_set_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

ALTER TABLE argosy.ad_spend ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.ad_spend FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.ad_spend FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.ad_spend TO argosy_app;
