-- Where the cash is that couriers collect (decision 302): of a shipment by its way and what was passed on, of an order the
-- worst of its shipments.
ALTER TABLE argosy.shipment ADD COLUMN cod_state text GENERATED ALWAYS AS (CASE
    WHEN collect_minor = 0 THEN NULL
    WHEN remitted_minor >= collect_minor THEN 'remitted'
    WHEN remitted_minor > 0 THEN 'short'
    WHEN state IN ('refused', 'withdrawn') OR status IN ('cancelled', 'rto_in_transit', 'rto_delivered', 'lost') THEN NULL
    WHEN status = 'delivered' THEN 'collected'
    ELSE 'due'
  END) STORED;
ALTER TABLE argosy.sales_order ADD COLUMN cod_state text CHECK (cod_state IN ('due', 'collected', 'remitted', 'short'));

ALTER TABLE argosy.sales_order NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipment NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.sales_order o SET cod_state = n.state
  FROM (SELECT DISTINCT ON (s.organization_id, s.order_id) s.organization_id, s.order_id, s.cod_state AS state FROM argosy.shipment s
    WHERE s.cod_state IS NOT NULL
    ORDER BY s.organization_id, s.order_id, array_position(ARRAY['short', 'due', 'collected', 'remitted'], s.cod_state)) n
  WHERE o.organization_id = n.organization_id AND o.id = n.order_id;
ALTER TABLE argosy.sales_order FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.shipment FORCE ROW LEVEL SECURITY;
