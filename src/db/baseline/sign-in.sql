-- Sign-in: better-auth's tables (its column names, so that it finds them) and ours beside them. Role argosy_auth alone
-- works here; nothing of it is a tenant's, so no row level security: every statement of ours names the organization.

-- People who sign in. The quoted names are those of the sign-in library.
CREATE TABLE auth."user" (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  "emailVerified" boolean NOT NULL DEFAULT false,
  image text,
  "twoFactorEnabled" boolean DEFAULT false,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL DEFAULT now(),
  -- Runs the installation: the admin area is theirs.
  is_operator boolean NOT NULL DEFAULT false,
  -- Switched off by the operator: no session, no API key, in no organization.
  deactivated_at timestamptz
);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth."user" TO argosy_auth;
GRANT SELECT (id, name, email, "createdAt", is_operator, deactivated_at),
  UPDATE (is_operator, deactivated_at) ON auth."user" TO argosy_operator;

-- Browsers and devices that are signed in.
CREATE TABLE auth.session (
  id text PRIMARY KEY,
  "expiresAt" timestamptz NOT NULL,
  token text NOT NULL UNIQUE,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL,
  "ipAddress" text,
  "userAgent" text,
  "userId" text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  -- The organization this session works in, unless a request names another.
  organization_id uuid
);
CREATE INDEX session_by_user ON auth.session ("userId");
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.session TO argosy_auth;
GRANT DELETE, SELECT ("userId") ON auth.session TO argosy_operator;

-- How a person signs in: a password, or an account elsewhere.
CREATE TABLE auth.account (
  id text PRIMARY KEY,
  "accountId" text NOT NULL,
  "providerId" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL
);
CREATE INDEX account_user ON auth.account ("userId");
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.account TO argosy_auth;

-- Values sent by mail to prove an address or to set a new password, until they expire.
CREATE TABLE auth.verification (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  "expiresAt" timestamptz NOT NULL,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX verification_identifier ON auth.verification (identifier);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.verification TO argosy_auth;

-- A person's second factor: its secret, and the codes for when the device is lost.
CREATE TABLE auth."twoFactor" (
  id text PRIMARY KEY,
  secret text NOT NULL,
  "backupCodes" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  verified boolean DEFAULT true,
  "failedVerificationCount" int DEFAULT 0,
  "lockedUntil" timestamptz
);
CREATE INDEX two_factor_secret ON auth."twoFactor" (secret);
CREATE INDEX two_factor_user ON auth."twoFactor" ("userId");
GRANT SELECT, INSERT, UPDATE, DELETE ON auth."twoFactor" TO argosy_auth;

-- Who belongs to which organization, and in what role.
CREATE TABLE auth.member (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'packer', 'viewer')),
  active boolean NOT NULL DEFAULT true,
  last_active_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, user_id)
);
CREATE INDEX member_user ON auth.member (user_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.member TO argosy_auth;
GRANT SELECT (organization_id, user_id, role, active, last_active_at) ON auth.member TO argosy_operator;

-- The link holds 256 random bits; only their hash is kept.
CREATE TABLE auth.invitation (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'packer', 'viewer')),
  token_hash bytea NOT NULL UNIQUE,
  invited_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  cancelled_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX invitation_open ON auth.invitation (organization_id, lower(email))
  WHERE accepted_at IS NULL AND cancelled_at IS NULL;
-- Invitations are counted by organization, by who is invited, and by day.
CREATE INDEX invitation_by_day ON auth.invitation (organization_id, created_at);
CREATE INDEX invitation_by_address ON auth.invitation (lower(email), created_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.invitation TO argosy_auth;

-- Keys for programs. Only a hash of the key is kept; "start" is what people recognize it by.
CREATE TABLE auth.api_key (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  -- First characters of the key, for people to tell keys apart.
  start text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,
  -- The key can never do more than the member who made it may do now.
  member_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'packer', 'viewer')),
  -- Null: everything the role may; else only these actions.
  actions text[],
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, member_id) REFERENCES auth.member (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX api_key_member ON auth.api_key (organization_id, member_id);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.api_key TO argosy_auth;

-- Links by which the operator's account is made. Only a hash of the token is kept.
CREATE TABLE auth.setup_token (
  -- The link holds 256 random bits; only their hash is kept.
  token_hash bytea PRIMARY KEY,
  expires_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON auth.setup_token TO argosy_auth;
GRANT SELECT, DELETE ON auth.setup_token TO argosy_operator;

-- A second factor's code is taken once (RFC 6238, section 5.2).
CREATE TABLE auth.used_code (
  user_id text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  code_hash bytea NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);
GRANT SELECT, INSERT, DELETE ON auth.used_code TO argosy_auth;

-- What is counted over all web processes: attempts to sign in, and what organizations ask. Unlogged: after a crash of
-- the database everybody's allowance is full again, which harms nobody.
CREATE UNLOGGED TABLE auth.allowance (
  key text PRIMARY KEY,
  tokens float8 NOT NULL,
  -- Whether the last one who asked got any.
  is_taken boolean NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX allowance_at ON auth.allowance (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.allowance TO argosy_auth;

-- Failed attempts by account, which make the next one wait.
CREATE TABLE auth.failed_sign_in (
  -- SHA-256 of the address.
  account text PRIMARY KEY,
  failures int NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX failed_sign_in_at ON auth.failed_sign_in (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.failed_sign_in TO argosy_auth;

-- Keys of devices that people sign in with; better-auth's column names. Only the public half is ever here.
CREATE TABLE auth.passkey (
  id text PRIMARY KEY,
  name text,
  "publicKey" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  "credentialID" text NOT NULL UNIQUE,
  counter bigint NOT NULL,
  "deviceType" text NOT NULL,
  "backedUp" boolean NOT NULL,
  transports text,
  "createdAt" timestamptz,
  aaguid text
);
CREATE INDEX passkey_user ON auth.passkey ("userId");
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.passkey TO argosy_auth;

-- What happened to an account, for the trail of an organization whose place of a distributed database cannot be
-- reached just now. Written there and removed here when it is back.
CREATE TABLE auth.waiting_trail (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id text NOT NULL REFERENCES auth."user" (id) ON DELETE CASCADE,
  action text NOT NULL,
  address text NOT NULL,
  request_id text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id)
);
GRANT SELECT, INSERT, DELETE ON auth.waiting_trail TO argosy_auth;

-- A session in use is renewed; no renewal carries it beyond thirty days after the sign-in.
CREATE FUNCTION auth.session_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."expiresAt" := least(NEW."expiresAt", NEW."createdAt" + interval '30 days');
  RETURN NEW;
END
$$;
CREATE TRIGGER session_ends BEFORE INSERT OR UPDATE ON auth.session FOR EACH ROW EXECUTE FUNCTION auth.session_ends();
