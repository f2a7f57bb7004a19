-- What an order comes to after goods were taken out of it, where its channel tells that beside the first total.
ALTER TABLE argosy.sales_order ADD COLUMN current_total_minor bigint;
