-- Keys of devices that people sign in with; better-auth's column names. Only the public half is ever here.
CREATE TABLE auth.passkey (
  "id" text PRIMARY KEY,
  "name" text,
  "publicKey" text NOT NULL,
  "userId" text NOT NULL REFERENCES auth."user" ("id") ON DELETE CASCADE,
  "credentialID" text NOT NULL UNIQUE,
  "counter" bigint NOT NULL,
  "deviceType" text NOT NULL,
  "backedUp" boolean NOT NULL,
  "transports" text,
  "createdAt" timestamptz,
  "aaguid" text
);
CREATE INDEX passkey_user ON auth.passkey ("userId");
GRANT SELECT, INSERT, UPDATE, DELETE ON auth.passkey TO argosy_auth;
