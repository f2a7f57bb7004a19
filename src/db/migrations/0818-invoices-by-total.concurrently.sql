CREATE INDEX CONCURRENTLY IF NOT EXISTS invoice_paper_total ON argosy.invoice_paper (organization_id, total_minor, id);
