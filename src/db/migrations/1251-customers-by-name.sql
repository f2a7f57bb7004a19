-- Lists are sorted by name: an order that does not ask for capitals. Who gave no name stands where the address does.
alter table argosy.customer
  add column sort_name text generated always as (lower(coalesce(name, email, phone, ''))) stored;
