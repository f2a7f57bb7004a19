-- Photos taken while packing and of what came back, and whether the scan station asks for one.
CREATE TABLE argosy.order_photo (
  organization_id uuid NOT NULL,
  -- The caller's: the same photo sent twice is kept once.
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  -- The parcel it was taken of, by the id its station gave it; it may be recorded later, or packed anew.
  packing_id uuid,
  return_line_id uuid,
  file_id uuid NOT NULL,
  content_type text NOT NULL,
  width int NOT NULL,
  height int NOT NULL,
  size int NOT NULL,
  taken_by text NOT NULL,
  taken_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, return_line_id) REFERENCES argosy.order_return_line (organization_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (organization_id, file_id) REFERENCES argosy.stored_file (organization_id, id),
  CHECK (packing_id IS NULL OR return_line_id IS NULL)
);
CREATE INDEX order_photo_order ON argosy.order_photo (organization_id, order_id, taken_at);
CREATE INDEX order_photo_line ON argosy.order_photo (organization_id, return_line_id)
  WHERE return_line_id IS NOT NULL;
CREATE INDEX order_photo_file ON argosy.order_photo (organization_id, file_id);
CREATE INDEX order_photo_age ON argosy.order_photo (organization_id, created_at);
ALTER TABLE argosy.order_photo ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.order_photo FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.order_photo FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.order_photo TO argosy_app;

ALTER TABLE argosy.organization ADD COLUMN packing_photos text NOT NULL DEFAULT 'off'
  CHECK (packing_photos IN ('off', 'optional', 'asked'));
