-- Orders made here: commands without a channel, and their running numbers.
SET LOCAL search_path = argosy, public;

ALTER TABLE command ALTER COLUMN connection_id DROP NOT NULL;

CREATE TABLE order_counter (
  organization_id uuid PRIMARY KEY,
  last bigint NOT NULL
);
ALTER TABLE order_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_counter FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON order_counter FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON order_counter TO argosy_app;

-- Lines that hold stock or wait for it are few beside all that were ever sold.
CREATE INDEX order_line_open ON order_line (organization_id, id DESC) WHERE reserved_quantity > 0 OR short_quantity > 0;
CREATE INDEX level_low ON level (organization_id) WHERE reorder_point IS NOT NULL;
