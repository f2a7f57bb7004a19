-- Orders are found by the platform's own id too: those that are here are read anew.
ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.search_due NO FORCE ROW LEVEL SECURITY;
INSERT INTO argosy.search_due (organization_id, kind, subject_id)
SELECT organization_id, 1, id FROM argosy.sales_order WHERE ext_key IS DISTINCT FROM ext_number AND ext_key IS NOT NULL;
ALTER TABLE argosy.search_due FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
