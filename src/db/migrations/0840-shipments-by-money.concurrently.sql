CREATE INDEX CONCURRENTLY IF NOT EXISTS shipment_money ON argosy.shipment (organization_id, connection_id, money_asked_at NULLS FIRST, id)
  WHERE state = 'booked' AND NOT money_done;
