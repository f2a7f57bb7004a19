-- Orders are listed by the courier chosen for them while nothing is booked.
CREATE INDEX CONCURRENTLY IF NOT EXISTS order_shipping_choice_courier
  ON argosy.order_shipping_choice (organization_id, courier_id) WHERE courier_id IS NOT NULL;
