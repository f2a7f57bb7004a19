-- What comes in (deliveries, changes to work out), the log of it, and runs with their plans.

-- What a platform delivered: stored as it came, before it is interpreted.
CREATE TABLE argosy.inbox_event (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  ref text NOT NULL,
  topic text NOT NULL,
  source text NOT NULL DEFAULT 'webhook' CHECK (source IN ('webhook', 'poll')),
  dedup_key text,
  trusted boolean NOT NULL DEFAULT true,
  headers jsonb NOT NULL DEFAULT '{}',
  body bytea NOT NULL,
  version_kind text,
  version_value numeric(38,0),
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processed', 'ignored', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  due_at timestamptz NOT NULL DEFAULT now(),
  error text,
  received_at timestamptz NOT NULL DEFAULT now(),
  processed_at timestamptz,
  trace_id text,
  -- A delivery that is applied again waits from then, not from when it first came.
  replayed_at timestamptz,
  error_said jsonb,
  -- Where in its trace a delivery was received: written only while traces are exported (decision 450).
  trace_span text,
  PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX inbox_event_dedup ON argosy.inbox_event (organization_id, connection_id, dedup_key);
CREATE INDEX inbox_event_pending ON argosy.inbox_event (organization_id, connection_id, due_at, id)
  WHERE status = 'pending';
CREATE INDEX inbox_event_history ON argosy.inbox_event (organization_id, connection_id, id DESC);
CREATE INDEX inbox_event_failing ON argosy.inbox_event (organization_id, connection_id)
  WHERE attempts > 0 AND status IN ('pending', 'failed');
-- What ends by its age is found by it, in batches (src/engine/retention.ts).
CREATE INDEX inbox_event_age ON argosy.inbox_event (organization_id, (body <> '\x'::bytea), received_at)
  WHERE status <> 'pending';
-- A channel's deliveries of one state, one kind or one thing: without these a list of the few that failed, and the
-- question whether a polled order was told of, read all that ever came.
CREATE INDEX inbox_event_ref ON argosy.inbox_event (organization_id, connection_id, ref, id DESC);
CREATE INDEX inbox_event_status ON argosy.inbox_event (organization_id, connection_id, status, id DESC);
CREATE INDEX inbox_event_kind ON argosy.inbox_event (organization_id, connection_id, kind, id DESC);
GRANT INSERT, SELECT (organization_id, id, connection_id, dedup_key) ON argosy.inbox_event TO argosy_ingest;
CREATE POLICY ingest_read ON argosy.inbox_event FOR SELECT TO argosy_ingest USING (true);
CREATE POLICY ingest ON argosy.inbox_event FOR INSERT TO argosy_ingest WITH CHECK (true);
GRANT SELECT (organization_id, id, connection_id, status, due_at) ON argosy.inbox_event TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.inbox_event FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, connection_id, status) ON argosy.inbox_event TO argosy_operator;
CREATE POLICY operator ON argosy.inbox_event FOR SELECT TO argosy_operator USING (true);

-- Deliveries of app-wide addresses that belong to no single connection (privacy requests after uninstall).
CREATE TABLE argosy.platform_inbox (
  id uuid DEFAULT argosy.new_id() PRIMARY KEY,
  provider text NOT NULL,
  account_id text,
  topic text NOT NULL,
  dedup_key text NOT NULL,
  body bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (provider, dedup_key)
);
CREATE INDEX platform_inbox_age ON argosy.platform_inbox (received_at);
GRANT INSERT, SELECT (id, provider, dedup_key) ON argosy.platform_inbox TO argosy_ingest;
GRANT SELECT, DELETE ON argosy.platform_inbox TO argosy_scheduler;

-- What was done for each connection: the log people read. Partitioned by month; old months are dropped whole.
CREATE TABLE argosy.sync_log (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  action text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'in_progress', 'success', 'failed')),
  -- The sentence a seller reads.
  text text NOT NULL,
  ref text,
  attempt int NOT NULL DEFAULT 1,
  error_kind text,
  details jsonb NOT NULL DEFAULT '{}',
  duration_ms int,
  trace_id text,
  at timestamptz NOT NULL DEFAULT now(),
  text_said jsonb,
  PRIMARY KEY (organization_id, at, id)
) PARTITION BY RANGE (at);
-- What no month holds.
CREATE TABLE argosy.sync_log_rest PARTITION OF argosy.sync_log DEFAULT;
CREATE INDEX sync_log_connection ON argosy.sync_log (organization_id, connection_id, at DESC, id DESC);

-- Something of ours changed and its listings must be looked at again. Written by triggers, taken by the fan-out.
CREATE TABLE argosy.change_mark (
  organization_id uuid NOT NULL,
  aspect text NOT NULL CHECK (aspect IN ('stock', 'price', 'content', 'category', 'customer')),
  -- variant for stock and price, product for content
  subject_id uuid NOT NULL,
  seq bigint NOT NULL DEFAULT 1,
  marked_at timestamptz NOT NULL DEFAULT now(),
  -- How often it failed. A change that fails wherever its listings are worked out is set aside, so that the others go
  -- on.
  tries int NOT NULL DEFAULT 0,
  -- When it is tried again; null: now.
  due_at timestamptz,
  PRIMARY KEY (organization_id, aspect, subject_id)
) WITH (fillfactor = 70);
GRANT SELECT (organization_id, aspect, subject_id, marked_at, due_at) ON argosy.change_mark TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.change_mark FOR SELECT TO argosy_scheduler USING (true);

-- Orders that hold parts of a bundle by its old recipe are settled anew, in chunks by id.
CREATE TABLE argosy.recipe_change (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  seq bigint NOT NULL DEFAULT 1,
  -- The last order settled since the recipe changed; null: none yet.
  after_order uuid,
  PRIMARY KEY (organization_id, variant_id)
);

-- The step in a trace that last changed an item's stock. Written only while traces are exported.
CREATE TABLE argosy.traced_change (
  organization_id uuid NOT NULL,
  variant_id uuid NOT NULL,
  -- A traceparent of W3C Trace Context.
  place text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, variant_id)
);
CREATE INDEX traced_change_at ON argosy.traced_change (organization_id, at);

-- Long work (a first sync, a plan, an import, a bulk edit): its progress, and where it resumes after a crash.
CREATE TABLE argosy.run (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid,
  kind text NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  options jsonb NOT NULL DEFAULT '{}',
  progress jsonb NOT NULL DEFAULT '{}',
  checkpoint jsonb NOT NULL DEFAULT 'null',
  error text,
  cancel_requested boolean NOT NULL DEFAULT false,
  attempts int NOT NULL DEFAULT 0,
  requested_by text NOT NULL,
  run_at timestamptz NOT NULL DEFAULT now(),
  every_ms bigint,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  error_said jsonb,
  -- Raised with every attempt and never set back, as attempts are when a person continues a run (decision 600).
  fence int NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX run_list ON argosy.run (organization_id, connection_id, id DESC);
-- Of what is due in all organizations, what no index held apart from the rest.
CREATE INDEX run_under_way ON argosy.run (organization_id, id) WHERE state IN ('queued', 'running');
GRANT SELECT (organization_id, id, connection_id, state, run_at, every_ms) ON argosy.run TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.run FOR SELECT TO argosy_scheduler USING (true);

-- One change a run proposes, and what became of it.
CREATE TABLE argosy.plan_item (
  organization_id uuid NOT NULL,
  run_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  action text NOT NULL
    CHECK (action IN ('link', 'create_here', 'create_there', 'update_here', 'update_there', 'conflict', 'ignore')),
  entity text NOT NULL CHECK (entity IN ('product', 'variant', 'category')),
  product_listing_id uuid,
  listing_id uuid,
  product_id uuid,
  variant_id uuid,
  confidence int,
  title text NOT NULL DEFAULT '',
  before jsonb,
  after jsonb,
  chosen boolean NOT NULL DEFAULT true,
  -- sent: on its way; what became of it is read from what the listing wants.
  state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'done', 'failed', 'skipped')),
  error text,
  ext_key text,
  -- Order of application: what later items rest on comes first.
  rank int NOT NULL DEFAULT 0,
  -- The field an item about a difference is about.
  field text,
  -- Somebody said so, for this and every later plan.
  ignored boolean NOT NULL DEFAULT false,
  -- It stood in the plan before, and was not chosen there.
  passed_over boolean NOT NULL DEFAULT false,
  -- The hub's reason why an item of a plan was not applied.
  error_code text,
  -- The wish of the product listing or price that the channel has to confirm before the item is done.
  want_seq bigint,
  -- A plan may create categories of ours on the channel.
  category_id uuid,
  -- What the item is about, the same in every plan of the store.
  subject text GENERATED ALWAYS AS (
    CASE
      WHEN entity = 'category' THEN coalesce('there-category:' || category_id::text, 'category:' || ext_key)
      WHEN field IS NOT NULL THEN (('field:' || field) || ':') || coalesce(listing_id, product_listing_id)::text
      WHEN action = 'create_there' THEN 'there:' || product_id::text
      WHEN entity = 'product' THEN 'product:' || product_listing_id::text
      ELSE 'item:' || listing_id::text
    END
  ) STORED,
  error_said jsonb,
  PRIMARY KEY (organization_id, run_id, id),
  FOREIGN KEY (organization_id, run_id) REFERENCES argosy.run (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX plan_item_action ON argosy.plan_item (organization_id, run_id, action, id);
CREATE INDEX plan_item_todo ON argosy.plan_item (organization_id, run_id, rank, id)
  WHERE state = 'planned' AND chosen;
CREATE INDEX plan_item_listing ON argosy.plan_item (organization_id, run_id, listing_id) WHERE listing_id IS NOT NULL;
CREATE INDEX plan_item_subject ON argosy.plan_item (organization_id, run_id, subject);

-- What people told plans not to propose again.
CREATE TABLE argosy.plan_ignored (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL,
  ignored_at timestamptz NOT NULL,
  ignored_by text NOT NULL,
  PRIMARY KEY (organization_id, connection_id, subject),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);

-- A platform's data changed shape: unknown or missing fields and values, counted.
CREATE TABLE argosy.drift (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  path text NOT NULL,
  problem text NOT NULL,
  sample jsonb,
  count bigint NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, path, problem)
);
-- Whoever looks after the hub sees what platforms changed: names of fields and counts, never the values that came.
GRANT SELECT (organization_id, connection_id, path, problem, count, first_at, last_at) ON argosy.drift
  TO argosy_operator;
CREATE POLICY operator ON argosy.drift FOR SELECT TO argosy_operator USING (true);

-- Keys of tables made before these.
ALTER TABLE argosy.job_outbox ADD FOREIGN KEY (organization_id, run_id) REFERENCES argosy.run (organization_id, id)
  ON DELETE CASCADE;

-- Makes the monthly partitions of the sync log, from this month on; what lies in the default partition and belongs to
-- one moves there. Run by the owner at start.
CREATE FUNCTION argosy.ensure_sync_log_partitions(months int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  start_at timestamptz;
  end_at timestamptz;
  name text;
  made int := 0;
BEGIN
  FOR i IN 0..months LOOP
    start_at := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
    end_at := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i + 1)) AT TIME ZONE 'UTC';
    name := 'sync_log_' || to_char(start_at AT TIME ZONE 'UTC', 'YYYY_MM');
    CONTINUE WHEN to_regclass('argosy.' || name) IS NOT NULL;
    EXECUTE format('CREATE TABLE argosy.%I (LIKE argosy.sync_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    -- Forced row level security would hide the rows from the owner too.
    ALTER TABLE argosy.sync_log_rest NO FORCE ROW LEVEL SECURITY;
    -- A distributed database takes no such statement, and hardly ever needs one: months are made ahead.
    IF EXISTS (SELECT 1 FROM argosy.sync_log_rest WHERE at >= start_at AND at < end_at) THEN
      EXECUTE format('WITH moved AS (DELETE FROM argosy.sync_log_rest WHERE at >= %L AND at < %L RETURNING *)
        INSERT INTO argosy.%I SELECT * FROM moved', start_at, end_at, name);
    END IF;
    ALTER TABLE argosy.sync_log_rest FORCE ROW LEVEL SECURITY;
    EXECUTE format('ALTER TABLE argosy.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE argosy.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY tenant ON argosy.%I FOR ALL TO argosy_app USING (organization_id = argosy.tenant())
      WITH CHECK (organization_id = argosy.tenant())', name);
    EXECUTE format('ALTER TABLE argosy.sync_log ATTACH PARTITION argosy.%I FOR VALUES FROM (%L) TO (%L)', name,
      start_at, end_at);
    made := made + 1;
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION argosy.ensure_sync_log_partitions(months int) FROM PUBLIC;

-- Retention: drops the months that lie wholly before the time given. Run by the owner.
CREATE FUNCTION argosy.drop_sync_log_before(cutoff timestamptz) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  part record;
  dropped int := 0;
BEGIN
  FOR part IN
    SELECT c.relname, to_date(substring(c.relname FROM 10), 'YYYY_MM') AS month
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'argosy.sync_log'::regclass AND c.relname ~ '^sync_log_\d{4}_\d{2}$'
  LOOP
    CONTINUE WHEN ((part.month + interval '1 month')::timestamp AT TIME ZONE 'UTC') > cutoff;
    EXECUTE format('DROP TABLE argosy.%I', part.relname);
    dropped := dropped + 1;
  END LOOP;
  ALTER TABLE argosy.sync_log_rest NO FORCE ROW LEVEL SECURITY;
  DELETE FROM argosy.sync_log_rest WHERE at < cutoff;
  ALTER TABLE argosy.sync_log_rest FORCE ROW LEVEL SECURITY;
  RETURN dropped;
END
$$;
REVOKE ALL ON FUNCTION argosy.drop_sync_log_before(cutoff timestamptz) FROM PUBLIC;
