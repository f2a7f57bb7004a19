create index concurrently if not exists customer_by_last_order
  on argosy.customer (organization_id, last_order_at, id)
  where merged_into is null;
