-- What buyers and marketplaces ask of the seller: messages, payment disputes, incidents (decision 880).
CREATE TABLE argosy.conversation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  -- Connections of one account tell the same conversations: each is stored once.
  account text NOT NULL,
  ext_key text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('message', 'dispute', 'incident')),
  order_key text,
  order_id uuid,
  subject text NOT NULL,
  buyer text,
  reason text,
  state text NOT NULL CHECK (state IN ('waiting_for_seller', 'open', 'closed')),
  respond_by timestamptz,
  can_reply boolean NOT NULL,
  amount_minor bigint,
  currency text,
  opened_at timestamptz NOT NULL,
  -- When something last happened in it, on the channel.
  changed_at timestamptz NOT NULL,
  -- Oldest first: key, at, from, author, text, attachments.
  messages jsonb NOT NULL,
  -- Somebody marked it as done; what happens after that makes it wait again.
  done_at timestamptz,
  done_by text,
  -- The alert of its approaching date was raised.
  urged_at timestamptz,
  -- The buyer's data was erased: what the channel tells of them is not stored again.
  erased_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, account, ext_key),
  CHECK ((done_at IS NULL) = (done_by IS NULL)),
  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX conversation_changed ON argosy.conversation (organization_id, changed_at, id);
CREATE INDEX conversation_order ON argosy.conversation (organization_id, order_id);
-- An order that comes later is linked to them.
CREATE INDEX conversation_unlinked ON argosy.conversation (organization_id, order_key)
  WHERE order_id IS NULL AND order_key IS NOT NULL;
CREATE INDEX conversation_connection ON argosy.conversation (organization_id, connection_id);
CREATE INDEX conversation_waiting ON argosy.conversation (organization_id, respond_by)
  WHERE state = 'waiting_for_seller' AND done_at IS NULL;
ALTER TABLE argosy.conversation ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.conversation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.conversation FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
CREATE POLICY scheduler ON argosy.conversation FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.conversation TO argosy_app;
GRANT SELECT (organization_id, state, respond_by, done_at, urged_at) ON argosy.conversation TO argosy_scheduler;

-- Replies of members, and what became of each. One whose answer was lost is looked up and never sent again by itself.
CREATE TABLE argosy.conversation_reply (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  conversation_id uuid NOT NULL,
  order_id uuid,
  text text NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'refused', 'unconfirmed', 'dropped')),
  -- The Idempotency-Key of the request.
  request_key text,
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  -- When the call went out, and which of the seller's messages were there before it.
  sent_at timestamptz,
  earlier jsonb,
  error text,
  error_said jsonb,
  settled_at timestamptz,
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, conversation_id, request_key),
  CHECK ((sent_at IS NULL) = (earlier IS NULL)),
  FOREIGN KEY (organization_id, conversation_id) REFERENCES argosy.conversation (organization_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX conversation_reply_due ON argosy.conversation_reply (organization_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX conversation_reply_order ON argosy.conversation_reply (organization_id, order_id);
ALTER TABLE argosy.conversation_reply ENABLE ROW LEVEL SECURITY;
ALTER TABLE argosy.conversation_reply FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON argosy.conversation_reply FOR ALL TO argosy_app
  USING (organization_id = argosy.tenant()) WITH CHECK (organization_id = argosy.tenant());
GRANT SELECT, INSERT, UPDATE, DELETE ON argosy.conversation_reply TO argosy_app;
