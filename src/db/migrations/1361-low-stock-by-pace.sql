-- Without a reorder point an item is low stock where it lasts less than these days at the pace it sells at: the days its
-- supplier needs, or two weeks. Looked for again at once: what is in it is told as news.
ALTER TABLE argosy.running_out NO FORCE ROW LEVEL SECURITY;
DELETE FROM argosy.running_out;
ALTER TABLE argosy.running_out FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.running_out ADD COLUMN cover_days int NOT NULL DEFAULT 14;
