-- Automations about products: what happens to them and to their stock is noted like what happens to orders.
ALTER TABLE argosy.automation_event
  -- The automation whose doing it was, which is not asked about it; null: none, or several.
  ADD COLUMN cause_id uuid,
  -- A product that changes in several statements of a transaction changed once. Null: noted again, after it was set aside.
  ADD COLUMN made_in xid8 DEFAULT pg_current_xact_id();
ALTER TABLE argosy.automation_run
  ADD COLUMN product_id uuid,
  -- There is nothing to validate, and an owner without a tenant may not look.
  ADD FOREIGN KEY (organization_id, product_id) REFERENCES argosy.product (organization_id, id) ON DELETE CASCADE
    NOT VALID;
