-- Organizations, the state of the whole hub, and the audit trails of both.

-- A tenant: one seller or company. Every row of a tenant leads with its id.
CREATE TABLE argosy.organization (
  organization_id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  slug text NOT NULL UNIQUE,
  currency char(3) NOT NULL DEFAULT 'USD',
  zone text NOT NULL DEFAULT 'UTC',
  language text NOT NULL DEFAULT 'en',
  settings jsonb NOT NULL DEFAULT '{}',
  -- Limits set by the operator: {"stores":n,"members":n,"ordersPerMonth":n}; an absent key is unlimited.
  plan jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  -- A deleted organization keeps its records (orders, the audit trail) until the operator removes them; nobody can
  -- enter it.
  deleted_at timestamptz,
  -- While set, nothing is sent to its platforms.
  outbound_paused_at timestamptz,
  -- Who asked for an organization under which Idempotency-Key: asked again, the one already made is answered.
  request_key text,
  to_ship_until text NOT NULL DEFAULT 'label_booked' CHECK (to_ship_until IN ('label_booked', 'handed_over')),
  packing_photos text NOT NULL DEFAULT 'off' CHECK (packing_photos IN ('off', 'optional', 'asked')),
  -- Whether sales of sandbox stores count in reports. "automatic": until the organization has a store of its own.
  sandbox_sales text NOT NULL DEFAULT 'automatic' CHECK (sandbox_sales IN ('automatic', 'counted', 'left_out'))
);
CREATE UNIQUE INDEX organization_request ON argosy.organization (request_key) WHERE request_key IS NOT NULL;
CREATE INDEX organization_by_age ON argosy.organization (created_at, organization_id);
GRANT SELECT (organization_id, zone, created_at) ON argosy.organization TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.organization FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT, INSERT, UPDATE ON argosy.organization TO argosy_auth;
CREATE POLICY auth ON argosy.organization FOR ALL TO argosy_auth USING (true) WITH CHECK (true);
GRANT SELECT (organization_id, name, slug, plan, created_at, deleted_at, outbound_paused_at),
  UPDATE (plan, outbound_paused_at) ON argosy.organization TO argosy_operator;
CREATE POLICY operator ON argosy.organization FOR SELECT TO argosy_operator USING (true);
CREATE POLICY operator_change ON argosy.organization FOR UPDATE TO argosy_operator USING (true) WITH CHECK (true);

-- One row. While outbound_paused_at is set, nothing is sent to any platform of any organization.
CREATE TABLE argosy.hub_state (
  only_row boolean DEFAULT true PRIMARY KEY CHECK (only_row),
  outbound_paused_at timestamptz,
  outbound_paused_by text,
  -- Who keeps the database from cleaning up, as last looked at by the owner's connection (the program's roles see only
  -- their own sessions), and when the operator was told; null: nobody does, or nobody was told yet.
  snapshot_holders jsonb NOT NULL DEFAULT '[]',
  snapshot_looked_at timestamptz,
  snapshot_told_at timestamptz
);
INSERT INTO argosy.hub_state DEFAULT VALUES;
GRANT SELECT ON argosy.hub_state TO argosy_app;
GRANT SELECT, UPDATE ON argosy.hub_state TO argosy_operator;

-- What operators changed; what concerns one organization stands in that organization's own trail as well.
CREATE TABLE argosy.hub_audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  request_id text
);
GRANT SELECT, INSERT ON argosy.hub_audit TO argosy_operator;
CREATE TRIGGER hub_audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON argosy.hub_audit
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.refuse_change();

-- Requests that carried an Idempotency-Key, and what was answered: the same request again gets the same answer.
CREATE TABLE argosy.idempotency (
  organization_id uuid NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  request_hash bytea NOT NULL,
  status int,
  response jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, key)
);
CREATE INDEX idempotency_age ON argosy.idempotency (organization_id, created_at);

-- Append-only and chained: each row's hash covers the one before it.
CREATE TABLE argosy.audit (
  organization_id uuid NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}',
  request_id text,
  previous_hash bytea,
  hash bytea NOT NULL,
  PRIMARY KEY (organization_id, seq)
);
-- What the audit trail can be asked by is offered as choices: the acts, the people and the kinds of things it holds.
CREATE INDEX audit_by_action ON argosy.audit (organization_id, action, seq);
CREATE INDEX audit_by_actor ON argosy.audit (organization_id, actor, seq);
CREATE INDEX audit_by_target_kind ON argosy.audit (organization_id, target_kind, seq);
-- The history of one product, order or customer reads the trail by what its entries are about: "id", or "id/..." of a
-- part. Compared as text without a function, which row security would keep from the index.
CREATE INDEX audit_by_target ON argosy.audit (organization_id, target_kind, target_id COLLATE "C", seq);
GRANT SELECT, INSERT ON argosy.audit TO argosy_app;
CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON argosy.audit
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.refuse_change();

-- An entry of the audit trail about several things, found by each of them: a bulk edit stands in the history of every
-- product it changed. `changes`: what it changed of this one.
CREATE TABLE argosy.audit_subject (
  organization_id uuid NOT NULL,
  kind text NOT NULL,
  subject_id uuid NOT NULL,
  seq bigint NOT NULL,
  changes jsonb,
  PRIMARY KEY (organization_id, kind, subject_id, seq)
);
GRANT SELECT, INSERT ON argosy.audit_subject TO argosy_app;

-- An organization's own app with a platform: its key and secret stand in the place of the operator's.
CREATE TABLE argosy.own_app (
  organization_id uuid NOT NULL REFERENCES argosy.organization (organization_id) ON DELETE CASCADE,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  provider text NOT NULL,
  set_by text NOT NULL,
  set_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, provider)
);

-- Logos of single channels, in place of the organization's own on slips and invoices of their orders (decision 633).
CREATE TABLE argosy.channel_logo (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  logo_id uuid NOT NULL,
  PRIMARY KEY (organization_id, connection_id)
);

-- Images sellers upload (decision 255): their bytes are files, their address names the organization and a secret.
CREATE TABLE argosy.uploaded_image (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  -- As argosy.image.url names it.
  path text NOT NULL,
  file_id uuid NOT NULL,
  content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png', 'image/gif', 'image/webp')),
  width int NOT NULL CHECK (width > 0),
  height int NOT NULL CHECK (height > 0),
  size int NOT NULL CHECK (size > 0),
  -- From when on nobody gets it and upkeep removes it; null while a product shows it.
  ends_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, path)
);
CREATE INDEX uploaded_image_ends ON argosy.uploaded_image (organization_id, ends_at, id) WHERE ends_at IS NOT NULL;
CREATE INDEX uploaded_image_file ON argosy.uploaded_image (organization_id, file_id);

-- What an audit entry's hash covers: everything it says, and the hash of the entry before it.
CREATE FUNCTION argosy.audit_hash(previous bytea, organization uuid, number bigint, at timestamptz, actor text,
  action text, target_kind text, target_id text, details jsonb, request_id text)
  RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(jsonb_build_array(encode(previous, 'hex'), organization, number,
    (extract(epoch FROM at) * 1000000)::bigint, actor, action, target_kind, target_id, details, request_id)::text,
      'UTF8'))
$$;
