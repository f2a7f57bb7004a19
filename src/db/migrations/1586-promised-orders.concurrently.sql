-- Orders with a promised day that are not sent yet: what they promise is compared with their lines.
CREATE INDEX CONCURRENTLY IF NOT EXISTS sales_order_promised ON argosy.sales_order (organization_id, id)
  WHERE promised_on IS NOT NULL AND fulfilment IN ('unfulfilled', 'partial');
