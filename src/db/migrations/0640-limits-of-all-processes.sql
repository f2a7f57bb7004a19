-- What is counted over all web processes: attempts to sign in, and what organizations ask.
-- Unlogged: after a crash of the database everybody's allowance is full again, which harms nobody.
CREATE UNLOGGED TABLE auth.allowance (
  key text PRIMARY KEY,
  tokens double precision NOT NULL,
  -- Whether the last one who asked got any.
  is_taken boolean NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX allowance_at ON auth.allowance (at);

CREATE TABLE auth.failed_sign_in (
  -- SHA-256 of the address.
  account text PRIMARY KEY,
  failures integer NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX failed_sign_in_at ON auth.failed_sign_in (at);

GRANT SELECT, INSERT, UPDATE, DELETE ON auth.allowance, auth.failed_sign_in TO argosy_auth;
