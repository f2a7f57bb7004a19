create index concurrently if not exists customer_by_name
  on argosy.customer (organization_id, sort_name, id)
  where merged_into is null;
create index concurrently if not exists settlement_by_payment
  on argosy.settlement (organization_id, paid_at);
