-- Images sellers upload (decision 255): their bytes are files, their address names the organization and a secret.
CREATE TABLE argosy.uploaded_image (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  -- As argosy.image.url names it.
  path text NOT NULL,
  file_id uuid NOT NULL,
  content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png', 'image/gif', 'image/webp')),
  width int NOT NULL CHECK (width > 0),
  height int NOT NULL CHECK (height > 0),
  size int NOT NULL CHECK (size > 0),
  -- From when on nobody gets it and upkeep removes it; null while a product shows it.
  ends_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, path)
);
CREATE INDEX uploaded_image_ends ON argosy.uploaded_image (organization_id, ends_at, id) WHERE ends_at IS NOT NULL;
CREATE INDEX uploaded_image_file ON argosy.uploaded_image (organization_id, file_id);

ALTER TABLE argosy.uploaded_image ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.uploaded_image FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.uploaded_image FOR ALL TO argosy_app
  USING (organization_id = (SELECT argosy.tenant())) WITH CHECK (organization_id = (SELECT argosy.tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.uploaded_image TO argosy_app;
