-- A product that changes in several statements of a transaction changed once.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS automation_event_of_product
  ON argosy.automation_event (organization_id, made_in, subject_id)
  WHERE trigger IN ('product.created', 'product.changed');
-- What automations did to a product, on its page.
CREATE INDEX CONCURRENTLY IF NOT EXISTS automation_run_product
  ON argosy.automation_run (organization_id, product_id, id DESC) WHERE product_id IS NOT NULL;
