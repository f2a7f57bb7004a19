-- Orders that their channel gives to the seller only once the seller has accepted them, and until when.
ALTER TABLE argosy.sales_order ADD COLUMN awaits_acceptance boolean NOT NULL DEFAULT false;
ALTER TABLE argosy.sales_order ADD COLUMN accept_by timestamptz;
GRANT SELECT (placed_at, awaits_acceptance, accept_by) ON argosy.sales_order TO argosy_scheduler;
