-- Whoever signed up first, or took a listed address at sign-up, ran the hub. Who runs it is proved by a token now that only
-- who reads the hub's own output knows (decision 90). Who is operator already stays it.
DROP TRIGGER user_operator ON auth."user";
DROP FUNCTION auth.first_user_is_operator();

CREATE TABLE auth.setup_token (
  -- The link holds 256 random bits; only their hash is kept.
  token_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON auth.setup_token TO argosy_auth;
GRANT SELECT, DELETE ON auth.setup_token TO argosy_operator;
GRANT UPDATE (is_operator) ON auth."user" TO argosy_operator;
