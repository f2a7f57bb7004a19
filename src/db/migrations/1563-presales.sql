-- Items that are sold before they are there: until a day they come (preorder), or for so many days after an order (backorder).
CREATE TABLE argosy.variant_presale (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  preorder_until date,
  backorder_days int CHECK (backorder_days BETWEEN 1 AND 365),
  PRIMARY KEY (organization_id, variant_id),
  CHECK (num_nonnulls(preorder_until, backorder_days) > 0),
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE argosy.variant_presale ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.variant_presale FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.variant_presale FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.variant_presale TO argosy_app;

-- As what its missing units were sold; NULL: some of them were not sold ahead.
ALTER TABLE argosy.backorder ADD COLUMN kind text CHECK (kind IN ('preorder', 'backorder'));
-- The purchase order that brings the last of them; NULL: the day is the item's own.
ALTER TABLE argosy.backorder ADD COLUMN purchase_order_id uuid;

-- The day last promised for units that were sold ahead. It stays once they are there: until it is over the order is not late.
ALTER TABLE argosy.sales_order ADD COLUMN promised_on date;
