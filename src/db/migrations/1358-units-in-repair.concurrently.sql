create index concurrently if not exists order_return_receipt_repairs
  on argosy.order_return_receipt (organization_id, return_line_id)
  where in_repair > 0;
