-- Logos of single channels, in place of the organization's own on slips and invoices of their orders (decision 633).
CREATE TABLE argosy.channel_logo (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  logo_id uuid NOT NULL,
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, logo_id) REFERENCES argosy.invoice_logo (organization_id, id)
);
ALTER TABLE argosy.channel_logo ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.channel_logo FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.channel_logo FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.channel_logo TO argosy_app;
