create index concurrently if not exists order_return_tracking
  on argosy.order_return (organization_id, tracking_number)
  where tracking_number is not null;
