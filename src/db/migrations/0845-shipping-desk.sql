-- The shipping desk (decision 280): where a shipment stands for whoever packs, and the boxes goods are packed in.
ALTER TABLE argosy.shipment ADD COLUMN stage text NOT NULL GENERATED ALWAYS AS (CASE
    WHEN state = 'withdrawn' OR (status = 'cancelled' AND state <> 'unknown') THEN 'cancelled'
    WHEN state IN ('requested', 'booking') THEN 'booking'
    WHEN state = 'refused' THEN 'refused'
    WHEN state = 'unknown' OR is_stale OR status IN ('exception', 'lost') OR (label_state = 'failed' AND status = 'created') THEN 'attention'
    WHEN status IN ('created', 'label_ready') THEN 'ready'
    WHEN status IN ('picked_up', 'in_transit', 'out_for_delivery') THEN 'moving'
    WHEN status = 'delivered' THEN 'delivered'
    WHEN status = 'rto_in_transit' THEN 'returning'
    ELSE 'returned'
  END) STORED;

CREATE TABLE argosy.package_preset (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  name text NOT NULL,
  length_mm int NOT NULL CHECK (length_mm > 0),
  width_mm int NOT NULL CHECK (width_mm > 0),
  height_mm int NOT NULL CHECK (height_mm > 0),
  -- Of the empty box with what fills it; the goods weigh on top.
  weight_grams int NOT NULL CHECK (weight_grams >= 0),
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX package_preset_default ON argosy.package_preset (organization_id) WHERE is_default;
ALTER TABLE argosy.package_preset ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.package_preset FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.package_preset FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.package_preset TO argosy_app;
