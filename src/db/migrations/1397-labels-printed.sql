-- When a person first printed the label of a shipment, and until when the seller counts an order as to be shipped.
ALTER TABLE argosy.shipment ADD COLUMN printed_at timestamptz;
ALTER TABLE argosy.organization ADD COLUMN to_ship_until text NOT NULL DEFAULT 'label_booked'
  CHECK (to_ship_until IN ('label_booked', 'handed_over'));
