-- A refresh token was shown to end with the access token of its grant, and nobody kept why a renewal failed.
ALTER TABLE argosy.access_grant ADD COLUMN error_at timestamptz;
ALTER TABLE argosy.secret NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.secret SET expires_at = NULL WHERE owner_kind = 'grant' AND expires_at IS NOT NULL AND name ~* 'refresh|client|app|key';
ALTER TABLE argosy.secret FORCE ROW LEVEL SECURITY;
