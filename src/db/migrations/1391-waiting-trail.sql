-- What happened to an account, for the trail of an organization whose place of a distributed database cannot be reached
-- just now. Written there and removed here when it is back.
CREATE TABLE auth.waiting_trail (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  action text NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
GRANT SELECT, INSERT, DELETE ON auth.waiting_trail TO argosy_auth;
