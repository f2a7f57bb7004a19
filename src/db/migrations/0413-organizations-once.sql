-- Who asked for an organization under which Idempotency-Key: asked again, the one already made is answered.
ALTER TABLE argosy.organization ADD COLUMN request_key text;
CREATE UNIQUE INDEX organization_request ON argosy.organization (request_key) WHERE request_key IS NOT NULL;
