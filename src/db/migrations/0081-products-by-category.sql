-- The products of a category in the order of their list, so that a page reads what it shows.
SET LOCAL search_path = argosy, public;
CREATE INDEX product_category_list ON product_category (organization_id, category_id, product_id DESC);
DROP INDEX product_category_category;
