-- Which product shows an uploaded image; all others are addresses elsewhere.
CREATE INDEX CONCURRENTLY IF NOT EXISTS image_uploaded ON argosy.image (organization_id, url) WHERE url LIKE '/images/%';
