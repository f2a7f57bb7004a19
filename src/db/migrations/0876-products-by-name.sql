-- Lists are sorted by name: an order that does not ask for capitals, kept where row security lets an index serve it.
ALTER TABLE argosy.product ADD COLUMN title_key text GENERATED ALWAYS AS (lower(title)) STORED;
