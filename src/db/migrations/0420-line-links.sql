-- What a person said that the lines of a store are which name no item it lists. `name` is what such lines share: the
-- channel's key, else the SKU, else the title.
CREATE TABLE argosy.line_link (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  name text NOT NULL,
  variant_id uuid NOT NULL,
  linked_by text NOT NULL,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, name),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX line_link_variant ON argosy.line_link (organization_id, variant_id);
ALTER TABLE argosy.line_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.line_link FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.line_link FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.line_link TO argosy_app;
-- Lines that name their item by its title alone.
CREATE INDEX order_line_untold ON argosy.order_line (organization_id, md5(title))
  WHERE variant_id IS NULL AND ext_variant_key IS NULL AND sku_key IS NULL;
