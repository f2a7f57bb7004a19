-- Sign-in: better-auth's tables (its column names, so that it finds them) and ours beside them. Role argosy_auth alone
-- works here; nothing of it is a tenant's, so no row level security: every statement of ours names the organization.
CREATE TABLE auth."user" (
  "id" text PRIMARY KEY,
  "name" text NOT NULL,
  "email" text NOT NULL UNIQUE,
  "emailVerified" boolean NOT NULL DEFAULT false,
  "image" text,
  "twoFactorEnabled" boolean DEFAULT false,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL DEFAULT now(),
  -- Runs the installation: the admin area is theirs.
  is_operator boolean NOT NULL DEFAULT false
);

CREATE TABLE auth.session (
  "id" text PRIMARY KEY,
  "expiresAt" timestamptz NOT NULL,
  "token" text NOT NULL UNIQUE,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL,
  "ipAddress" text,
  "userAgent" text,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  -- The organization this session works in, unless a request names another.
  organization_id uuid
);
CREATE INDEX session_by_user ON auth.session ("userId");

CREATE TABLE auth.account (
  "id" text PRIMARY KEY,
  "accountId" text NOT NULL,
  "providerId" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL
);
CREATE INDEX account_user ON auth.account ("userId");

CREATE TABLE auth.verification (
  "id" text PRIMARY KEY,
  "identifier" text NOT NULL,
  "value" text NOT NULL,
  "expiresAt" timestamptz NOT NULL,
  "createdAt" timestamptz NOT NULL DEFAULT now(),
  "updatedAt" timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX verification_identifier ON auth.verification ("identifier");

CREATE TABLE auth."twoFactor" (
  "id" text PRIMARY KEY,
  "secret" text NOT NULL,
  "backupCodes" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "verified" boolean DEFAULT true,
  "failedVerificationCount" int DEFAULT 0,
  "lockedUntil" timestamptz
);
CREATE INDEX two_factor_secret ON auth."twoFactor" ("secret");
CREATE INDEX two_factor_user ON auth."twoFactor" ("userId");

CREATE TABLE auth.member (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  user_id text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'viewer')),
  active boolean NOT NULL DEFAULT true,
  last_active_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, user_id)
);
CREATE INDEX member_user ON auth.member (user_id);

-- The link holds 256 random bits; only their hash is kept.
CREATE TABLE auth.invitation (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'viewer')),
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

CREATE TABLE auth.api_key (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  -- First characters of the key, for people to tell keys apart.
  start text NOT NULL,
  key_hash bytea NOT NULL UNIQUE,
  -- The key can never do more than the member who made it may do now.
  member_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'staff', 'viewer')),
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

-- Whoever signs up first runs the installation; the lock lets two first ones not both be it.
CREATE FUNCTION auth.first_user_is_operator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(4702013002);
  NEW.is_operator := NOT EXISTS (SELECT FROM auth."user");
  RETURN NEW;
END $$;
CREATE TRIGGER user_operator BEFORE INSERT ON auth."user" FOR EACH ROW EXECUTE FUNCTION auth.first_user_is_operator();

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA auth TO argosy_auth;

-- A deleted organization keeps its records (orders, the audit trail) until the operator removes them; nobody can enter it.
ALTER TABLE argosy.organization ADD COLUMN deleted_at timestamptz;
