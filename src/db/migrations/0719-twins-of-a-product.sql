-- Two channels of one shop show one product under one key: the products of ours that stores connected earlier show as it.
CREATE FUNCTION argosy.products_of_twins(organization uuid, connection uuid, key text) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT o.product_id FROM argosy.connection c
  JOIN argosy.connection k ON k.organization_id = c.organization_id AND k.provider = c.provider AND k.stock_place = c.stock_place AND k.id < c.id
  JOIN argosy.product_listing o ON o.organization_id = k.organization_id AND o.connection_id = k.id AND o.ext_key = $3
  WHERE c.organization_id = $1 AND c.id = $2 AND c.stock_place IS NOT NULL AND k.deleted_at IS NULL
    AND o.product_id IS NOT NULL AND o.gone_at IS NULL
$$;
