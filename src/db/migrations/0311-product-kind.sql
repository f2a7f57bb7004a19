-- What a product is and its excerpt come with it from one channel and go with it to another.

ALTER TABLE argosy.product
  ADD COLUMN kind text NOT NULL DEFAULT 'goods' CHECK (kind IN ('goods', 'virtual')),
  ADD COLUMN short_description_html text NOT NULL DEFAULT '';
