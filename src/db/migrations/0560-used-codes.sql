-- A second factor's code is taken once (RFC 6238, section 5.2).
CREATE TABLE auth.used_code (
  user_id text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);
GRANT SELECT, INSERT, DELETE ON auth.used_code TO argosy_auth;
-- Tokens of password resets were kept as they were mailed; from now on only their hashes are. Those under way end.
DELETE FROM auth.verification;
-- Invitations are counted by organization, by who is invited, and by day.
CREATE INDEX invitation_by_day ON auth.invitation (organization_id, created_at);
CREATE INDEX invitation_by_address ON auth.invitation (lower(email), created_at);
