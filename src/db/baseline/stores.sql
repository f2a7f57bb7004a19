-- Stores and other accounts of platforms: access, webhook routes, sweeps.

-- What a platform granted: one grant may serve several connections (one token, many shops).
CREATE TABLE argosy.access_grant (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  provider text NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}',
  expires_at timestamptz,
  refreshed_at timestamptz,
  error text,
  -- Grows by one with every renewal of a grant, so that a process sees that another one renewed it.
  generation int NOT NULL DEFAULT 0,
  holder text,
  -- When a renewal failed last.
  error_at timestamptz,
  -- Who renews a grant at the moment, and until when nobody else begins to: a renewal is a call to a platform, and no
  -- transaction stays open for it. One that was left behind by a process that ended runs out by itself.
  renewal_token uuid,
  renewal_until timestamptz,
  -- What a kept text is made of: codes with what fills their gaps, words of others as they are
  -- (src/commerce/sentence.ts). Null: nothing of it is the hub's or a connector's, or it was written before this was
  -- kept.
  error_said jsonb,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX access_grant_holder ON argosy.access_grant (organization_id, provider, holder)
  WHERE holder IS NOT NULL;

-- One account of a platform: a store, a courier or an advertising account.
CREATE TABLE argosy.connection (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  kind text NOT NULL CHECK (kind IN ('commerce', 'logistics', 'marketing')),
  provider text NOT NULL,
  code text NOT NULL CHECK (code ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  store_url text,
  state text NOT NULL DEFAULT 'draft'
    CHECK (state IN ('draft', 'active', 'paused', 'inactive', 'needs_reauth', 'error', 'deleted')),
  health text NOT NULL DEFAULT 'unknown' CHECK (health IN ('healthy', 'degraded', 'failing', 'unknown')),
  sync_state text NOT NULL DEFAULT 'pending' CHECK (sync_state IN ('pending', 'idle', 'syncing', 'error')),
  last_error text,
  last_attempt_at timestamptz,
  last_success_at timestamptz,
  last_sync_at timestamptz,
  grant_id uuid,
  account_id text,
  facts jsonb NOT NULL DEFAULT '{}',
  warnings text[] NOT NULL DEFAULT '{}',
  missing_scopes jsonb NOT NULL DEFAULT '[]',
  -- Non-secret form values and store settings (A10).
  settings jsonb NOT NULL DEFAULT '{}',
  endpoint text,
  order_prefix text NOT NULL DEFAULT '',
  -- Orders placed before this reserve nothing and move no stock.
  stock_cutover_at timestamptz,
  -- Unguessable part of the webhook URLs; ingress_route holds its hash.
  webhook_key text NOT NULL,
  installed_at timestamptz,
  draft_expires_at timestamptz,
  deleted_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- The breaker lives in the processes; this is what they last said about it, for people.
  breaker text NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'half_open')),
  breaker_until timestamptz,
  -- First failure since the last success; null while all is well.
  failing_since timestamptz,
  -- What the channel's number means, as its connector says (the outbound lane keeps it).
  stock_basis text NOT NULL DEFAULT 'available' CHECK (stock_basis IN ('available', 'available_plus_open_orders')),
  -- When the platform first reached this connection's door: what the person who pastes addresses waits for.
  first_webhook_at timestamptz,
  throttled_until timestamptz,
  -- A first sync was asked for with a plan to look at: nothing is linked by itself before that plan is applied.
  awaits_plan boolean NOT NULL DEFAULT false,
  -- When it came back; null: it was connected once.
  reconnected_at timestamptz,
  -- Of a draft: the store it turned out to be. Whoever holds the draft's id finds the store.
  became uuid,
  -- Left on the platform because it did not answer: webhooks, access. Tried again until then; its secrets stay as
  -- long.
  removal_left text[] NOT NULL DEFAULT '{}',
  removal_due_at timestamptz,
  -- Its open orders are being cancelled.
  cancels_orders boolean NOT NULL DEFAULT false,
  -- The channel's whole catalogue was read and its first sync applied: only from then on it is known what it lacks.
  catalogue_read_at timestamptz,
  -- Stores of one platform with the same one show the same stock (two sales channels of one shop); null: no other
  -- store does. Of the stores that list an item, the one connected first writes its number.
  stock_place text,
  -- How far the platform's clock stands ahead of the hub's, as last looked at; below 0: behind.
  clock_ahead_ms int NOT NULL DEFAULT 0,
  last_error_said jsonb,
  warnings_said jsonb,
  -- Where all listings of a channel are to be worked out anew, the last one marked; null: none of it is left. In
  -- pieces: 200,000 marks of one transaction were held for as long as it lasted, and every sale of one of them waited.
  marked_to_id uuid,
  -- What the platform of a connection refuses at present, by the right it names ("suspended": all of it): how often in
  -- a row, since when, when it is asked again, and which calls it refused (src/hub/stores/refusals.ts). Null: nothing.
  refused jsonb,
  -- When somebody gave access last after it was lost: what was asked with the access before says nothing of this one.
  access_given_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, grant_id) REFERENCES argosy.access_grant (organization_id, id)
);
CREATE UNIQUE INDEX connection_code ON argosy.connection (organization_id, code) WHERE deleted_at IS NULL;
CREATE INDEX connection_provider ON argosy.connection (organization_id, provider, account_id);
CREATE INDEX connection_stock_place ON argosy.connection (organization_id, provider, stock_place)
  WHERE stock_place IS NOT NULL;
CREATE INDEX connection_draft ON argosy.connection (organization_id, draft_expires_at) WHERE state = 'draft';
CREATE INDEX connection_leaving ON argosy.connection (organization_id, removal_due_at)
  WHERE state = 'deleted' AND (cancels_orders OR removal_due_at IS NOT NULL);
GRANT SELECT (organization_id, id, kind, provider, state, health, draft_expires_at, created_at, failing_since,
  removal_due_at, cancels_orders, marked_to_id) ON argosy.connection TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.connection FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, id, kind, provider, name, state, health, last_success_at, deleted_at, breaker,
  breaker_until, failing_since) ON argosy.connection TO argosy_operator;
CREATE POLICY operator ON argosy.connection FOR SELECT TO argosy_operator USING (true);

-- Sealed values: tokens and keys of a connection or grant, each version encrypted by itself.
CREATE TABLE argosy.secret (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  owner_kind text NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL,
  version int NOT NULL DEFAULT 1,
  ciphertext bytea NOT NULL,
  iv bytea NOT NULL,
  tag bytea NOT NULL,
  key_id text NOT NULL,
  issued_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, owner_kind, owner_id, name)
);

-- Which tenant a request without a session belongs to. Holds no secret: only a hash of the URL's key.
CREATE TABLE argosy.ingress_route (
  token_hash bytea PRIMARY KEY,
  purpose text NOT NULL CHECK (purpose IN ('webhook', 'connect')),
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  provider text NOT NULL,
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ingress_route_connection ON argosy.ingress_route (organization_id, connection_id);
-- Ingest stores deliveries of any tenant, and reads only where they belong.
GRANT SELECT ON argosy.ingress_route TO argosy_ingest;
CREATE POLICY ingest ON argosy.ingress_route FOR SELECT TO argosy_ingest USING (true);

-- Providers that call one address per app: the account named in the verified request finds the connections.
CREATE TABLE argosy.account_route (
  provider text NOT NULL,
  account_id text NOT NULL,
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  PRIMARY KEY (provider, account_id, organization_id, connection_id)
);
-- Routes of one store are looked up when it is detected anew or deleted; keys of a tenant's tables lead with the
-- tenant.
CREATE INDEX account_route_connection ON argosy.account_route (organization_id, connection_id);
GRANT SELECT ON argosy.account_route TO argosy_ingest;
CREATE POLICY ingest ON argosy.account_route FOR SELECT TO argosy_ingest USING (true);

-- Webhooks registered at a platform.
CREATE TABLE argosy.subscription (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ext_key text NOT NULL,
  topic text NOT NULL,
  url text NOT NULL,
  state text NOT NULL CHECK (state IN ('active', 'paused', 'disabled')),
  checked_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, ext_key),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- A sweep of a connection: where it stopped, when it runs next, and what the last run took in.
CREATE TABLE argosy.sync_cursor (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  sweep text NOT NULL,
  cursor text,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  next_at timestamptz,
  error text,
  -- What a sweep reads (what changed, everything, what is still open) and how often. Written where a store's sweeps
  -- are planned; null of a sweep that has not been planned since.
  reads text CHECK (reads IN ('changed', 'all', 'open')),
  every_ms int,
  -- Somebody needs to know all that happened up to a moment: the latest moment asked about, and when the oldest
  -- question not answered yet was put; null: nobody waits. A run that began at or after it answers.
  asked_at timestamptz,
  asked_since timestamptz,
  -- When the run under way began (it may take many turns); null between runs.
  begun_at timestamptz,
  -- When it last had a turn, so that those that waited longest come first.
  turn_at timestamptz,
  -- Since when it has failed, without a run that ended well.
  failing_since timestamptz,
  -- Of a sweep over open orders: the last one re-read in the run under way.
  place uuid,
  -- How many open orders the run under way has taken.
  looked int NOT NULL DEFAULT 0,
  -- What a run of a sweep took in, so that whoever asked for it can be told; kept until the next run begins.
  taken int NOT NULL DEFAULT 0,
  error_said jsonb,
  PRIMARY KEY (organization_id, connection_id, sweep),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
GRANT SELECT (organization_id, connection_id, sweep, next_at, every_ms, turn_at, failing_since) ON argosy.sync_cursor
  TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.sync_cursor FOR SELECT TO argosy_scheduler USING (true);

-- Orders by day that no webhook told of and polling found.
CREATE TABLE argosy.poll_gap (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  day date NOT NULL,
  orders int NOT NULL,
  last_order text NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, day),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- Fields a store's platform has told of its records, so that a new one is noticed once (decision 121).
CREATE TABLE argosy.seen_field (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL CHECK (subject IN ('order', 'product')),
  path text NOT NULL,
  first_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, subject, path),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE
);
GRANT SELECT, INSERT, DELETE ON argosy.seen_field TO argosy_app;

-- An emulated shop that runs beside the hub, and where it is reached.
CREATE TABLE argosy.sandbox_store (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- The shop is built from these again after a restart, on the same port where that is free.
  seed int NOT NULL,
  currency char(3) NOT NULL,
  port int NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (organization_id, connection_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX sandbox_store_running ON argosy.sandbox_store (organization_id) WHERE ended_at IS NULL;
GRANT SELECT (organization_id, connection_id, started_at, ended_at) ON argosy.sandbox_store TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.sandbox_store FOR SELECT TO argosy_scheduler USING (true);

-- What was bought there, in order; bought again when the shop is rebuilt.
CREATE TABLE argosy.sandbox_order (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  number int NOT NULL,
  ext_key text NOT NULL,
  lines jsonb NOT NULL,
  payment text NOT NULL CHECK (payment IN ('paid', 'cod', 'pending')),
  placed_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, number),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.sandbox_store (organization_id, connection_id)
);

-- Keys of tables made before these.
ALTER TABLE argosy.channel_logo ADD FOREIGN KEY (organization_id, connection_id)
  REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE;
