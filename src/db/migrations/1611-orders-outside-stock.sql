-- Of an order that somebody else fulfils, or whose goods are no stock of ours: it reserves and takes nothing.
ALTER TABLE argosy.sales_order ADD COLUMN without_stock boolean NOT NULL DEFAULT false;
