-- Whether sales of sandbox stores count in reports. "automatic": until the organization has a store of its own.
ALTER TABLE argosy.organization ADD COLUMN sandbox_sales text NOT NULL DEFAULT 'automatic'
  CHECK (sandbox_sales IN ('automatic', 'counted', 'left_out'));
