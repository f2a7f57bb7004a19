-- What buyers are mailed of their parcels (decision 306): which events an organization wants told, and since when.
ALTER TABLE argosy.tracking_page
  ADD COLUMN mails text[] NOT NULL DEFAULT '{}'
    CHECK (mails <@ ARRAY['shipped', 'out_for_delivery', 'delivered', 'exception']),
  ADD COLUMN mails_since timestamptz;

CREATE TABLE argosy.buyer_mail (
  organization_id uuid NOT NULL,
  shipment_id uuid NOT NULL,
  event text NOT NULL CHECK (event IN ('shipped', 'out_for_delivery', 'delivered', 'exception')),
  -- When it is sent; null: it was sent, or is not sent any more.
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  -- The mail server was handed it.
  sent_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, shipment_id, event),
  FOREIGN KEY (organization_id, shipment_id) REFERENCES argosy.shipment (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX buyer_mail_due ON argosy.buyer_mail (organization_id, due_at) WHERE due_at IS NOT NULL;
ALTER TABLE argosy.buyer_mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.buyer_mail FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.buyer_mail FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.buyer_mail TO argosy_app;
