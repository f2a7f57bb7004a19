-- What each channel should show, shows, and was last seen to show (docs/architecture.md, "Argosy sends state, not
-- events").

-- What the channel should show, is believed to show, and was last seen to show, per channel location.
CREATE TABLE argosy.listing_stock (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  location text NOT NULL DEFAULT '',
  connection_id uuid NOT NULL,
  desired int,
  -- Null: unknown, look before writing.
  expected int,
  observed int,
  observed_at timestamptz,
  -- Something happened that expected may or may not contain: look before the next write.
  recheck boolean NOT NULL DEFAULT false,
  -- Discrepancies in a row: how often the channel was found to differ from expected without an order explaining it.
  surprises int NOT NULL DEFAULT 0,
  want_seq bigint NOT NULL DEFAULT 0,
  sent_seq bigint NOT NULL DEFAULT 0,
  ack_seq bigint NOT NULL DEFAULT 0,
  sent_at timestamptz,
  acked_at timestamptz,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'waiting', 'sent', 'failed', 'rejected')),
  error text,
  -- zero: our zero waits; lower: the channel's lower number waits; dispute: hub and channel differ and a person is
  -- asked.
  held_as text CHECK (held_as IN ('zero', 'lower', 'dispute')),
  -- The stock_hold, or the conflict.
  held_by uuid,
  -- Wishes up to this one were approved by a person.
  passed_seq bigint NOT NULL DEFAULT 0,
  -- When a write of ours last took the number from more than none to none.
  zeroed_at timestamptz,
  operation_id uuid,
  -- Units of orders and of refunds the channel reported while it is unknown whether expected contains them (recheck):
  -- the read-back shows whether the channel took these units from its number, and gave those back to it.
  doubt_taken int NOT NULL DEFAULT 0,
  doubt_given int NOT NULL DEFAULT 0,
  read_at timestamptz,
  -- Units the platform says its own open orders wait for; null: it does not say.
  committed int,
  -- As of when the expected number held; a look that only surprises does not move it.
  believed_at timestamptz,
  -- The wish fell below what the channel shows while that waits for an explanation or a person: it is written all the
  -- same.
  lowers boolean NOT NULL DEFAULT false,
  -- When a number without an explanation was first seen as it is: orders read since then would explain it.
  surprised_at timestamptz,
  -- How many items were in the batch whose answer was lost and that carried this number; 0: the last answer came. The
  -- next batch is half as large, so that one item that breaks the call is found, and a write proved not to have
  -- arrived is repeated once without using up an attempt.
  lost_in int NOT NULL DEFAULT 0,
  -- The number of the write whose outcome may be unknown: a channel that shows neither it nor the one before sold
  -- meanwhile.
  sent_value int,
  -- Since when an unexplained number is open, however often it changes meanwhile.
  open_since timestamptz,
  error_said jsonb,
  -- When the believed number was last taken from the channel as it stood, with nothing that explains it: an order that
  -- no list of changed orders has brought since may be why it is lower, so it is not raised before one has. NULL:
  -- explained.
  unproven_since timestamptz,
  PRIMARY KEY (organization_id, listing_id, location),
  FOREIGN KEY (organization_id, listing_id) REFERENCES argosy.listing (organization_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX listing_stock_due ON argosy.listing_stock (organization_id, connection_id, due_at)
  WHERE due_at IS NOT NULL;
-- A store shows its worst open piece of work; few rows have attempts.
CREATE INDEX listing_stock_failing ON argosy.listing_stock (organization_id, connection_id) WHERE attempts > 0;
CREATE INDEX listing_stock_held ON argosy.listing_stock (organization_id, connection_id, held_by)
  WHERE held_by IS NOT NULL;
CREATE INDEX listing_stock_zeroed ON argosy.listing_stock (organization_id, connection_id, zeroed_at)
  WHERE zeroed_at IS NOT NULL;
CREATE INDEX listing_stock_operation ON argosy.listing_stock (organization_id, operation_id)
  WHERE operation_id IS NOT NULL;
-- What lowers a number on a channel goes out before what raises one, also out of a long backlog.
CREATE INDEX listing_stock_lowering ON argosy.listing_stock (organization_id, connection_id, due_at, listing_id,
  location) WHERE due_at IS NOT NULL AND desired < expected;
GRANT SELECT (organization_id, connection_id, due_at, held_by) ON argosy.listing_stock TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.listing_stock FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.listing_stock TO argosy_operator;
CREATE POLICY operator ON argosy.listing_stock FOR SELECT TO argosy_operator USING (true);

-- The price of a listing on its channel: desired, expected and observed, and an override by a person.
CREATE TABLE argosy.listing_price (
  organization_id uuid NOT NULL,
  listing_id uuid NOT NULL,
  site text NOT NULL DEFAULT '',
  connection_id uuid NOT NULL,
  currency char(3),
  desired_minor bigint,
  desired_compare_minor bigint,
  expected_minor bigint,
  expected_compare_minor bigint,
  observed_minor bigint,
  observed_at timestamptz,
  override_minor bigint,
  want_seq bigint NOT NULL DEFAULT 0,
  sent_seq bigint NOT NULL DEFAULT 0,
  ack_seq bigint NOT NULL DEFAULT 0,
  sent_at timestamptz,
  acked_at timestamptz,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'idle' CHECK (state IN ('idle', 'waiting', 'sent', 'failed', 'rejected')),
  error text,
  override_compare_minor bigint,
  -- What an override is in; it does not hold for a store that changed its currency.
  override_currency char(3),
  override_by text,
  override_at timestamptz,
  -- Why there is no price to send: no_rate:USD:EUR, no_cost, nothing_left, no_price, override_currency.
  held text,
  -- A price in dispute is written by nobody before its conflict is settled.
  disputed_by uuid,
  operation_id uuid,
  error_said jsonb,
  PRIMARY KEY (organization_id, listing_id, site),
  FOREIGN KEY (organization_id, listing_id) REFERENCES argosy.listing (organization_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX listing_price_due ON argosy.listing_price (organization_id, connection_id, due_at)
  WHERE due_at IS NOT NULL;
CREATE INDEX listing_price_failing ON argosy.listing_price (organization_id, connection_id) WHERE attempts > 0;
CREATE INDEX listing_price_held ON argosy.listing_price (organization_id, connection_id, held) WHERE held IS NOT NULL;
CREATE INDEX listing_price_disputed ON argosy.listing_price (organization_id, connection_id, disputed_by)
  WHERE disputed_by IS NOT NULL;
CREATE INDEX listing_price_operation ON argosy.listing_price (organization_id, operation_id)
  WHERE operation_id IS NOT NULL;
GRANT SELECT (organization_id, connection_id, due_at, disputed_by) ON argosy.listing_price TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.listing_price FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.listing_price TO argosy_operator;
CREATE POLICY operator ON argosy.listing_price FOR SELECT TO argosy_operator USING (true);

-- A record of ours that a store is to be told of, also when it is gone here.
CREATE TABLE argosy.record_push (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('category', 'customer')),
  subject_id uuid NOT NULL,
  -- Of a deleted category: what stood for it there.
  ext_keys text[] NOT NULL DEFAULT '{}',
  title text NOT NULL DEFAULT '',
  seq bigint NOT NULL DEFAULT 1,
  due_at timestamptz,
  attempts int NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('idle', 'waiting', 'failed', 'rejected')),
  error text,
  error_said jsonb,
  PRIMARY KEY (organization_id, connection_id, kind, subject_id),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id)
);
CREATE INDEX record_push_due ON argosy.record_push (organization_id, connection_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX record_push_subject ON argosy.record_push (organization_id, subject_id);
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.record_push TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.record_push FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, connection_id, due_at) ON argosy.record_push TO argosy_operator;
CREATE POLICY operator ON argosy.record_push FOR SELECT TO argosy_operator USING (true);

-- A batch the platform took but has not finished.
CREATE TABLE argosy.remote_operation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  aspect text NOT NULL,
  handle text NOT NULL,
  -- What was sent: [{"l": listing, "s": location or site, "w": what was wanted}].
  items jsonb NOT NULL,
  poll_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts int NOT NULL DEFAULT 0,
  -- When a person was told that the platform takes longer than usual to answer a batch.
  told_at timestamptz,
  PRIMARY KEY (organization_id, id),
  CONSTRAINT remote_operation_aspect CHECK (aspect IN ('stock', 'price'))
);
CREATE INDEX remote_operation_poll ON argosy.remote_operation (organization_id, connection_id, poll_at);
CREATE UNIQUE INDEX remote_operation_handle ON argosy.remote_operation (organization_id, connection_id, aspect,
  handle);
GRANT SELECT (organization_id, connection_id, poll_at) ON argosy.remote_operation TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.remote_operation FOR SELECT TO argosy_scheduler USING (true);

-- What a person said that the lines of a store are which name no item it lists. `name` is what such lines share: the
-- channel's key, else the SKU, else the title.
CREATE TABLE argosy.line_link (
  organization_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  name text NOT NULL,
  variant_id uuid NOT NULL,
  linked_by text NOT NULL,
  linked_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, connection_id, name),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX line_link_variant ON argosy.line_link (organization_id, variant_id);

-- A value that the hub and a channel have differently, and how it was settled.
CREATE TABLE argosy.conflict (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid NOT NULL,
  listing_id uuid,
  product_listing_id uuid,
  field text NOT NULL,
  hub_value jsonb,
  channel_value jsonb,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'hub', 'channel', 'dismissed', 'closed')),
  policy text NOT NULL,
  found_at timestamptz NOT NULL,
  settled_at timestamptz,
  settled_by text,
  -- The channel's location of a stock conflict.
  location text NOT NULL DEFAULT '',
  -- When each side was changed, as far as known.
  hub_at timestamptz,
  channel_at timestamptz,
  -- Why it ended without anybody winning.
  reason text,
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX conflict_list ON argosy.conflict (organization_id, connection_id, state, found_at DESC, id DESC);
CREATE INDEX conflict_found ON argosy.conflict (organization_id, found_at DESC, id DESC);
-- One open question about one field of one thing.
CREATE UNIQUE INDEX conflict_open ON argosy.conflict (organization_id, connection_id,
  COALESCE(listing_id, product_listing_id), field, location) WHERE state = 'open';
-- Conflicts of a product are found from both kinds of listing.
CREATE INDEX conflict_listing ON argosy.conflict (organization_id, listing_id) WHERE listing_id IS NOT NULL;
CREATE INDEX conflict_product_listing ON argosy.conflict (organization_id, product_listing_id)
  WHERE product_listing_id IS NOT NULL;
GRANT SELECT (organization_id, state, policy) ON argosy.conflict TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.conflict FOR SELECT TO argosy_scheduler USING (true);

-- Many statements make a row due; none of them may send what is held, except a lower number. A zero that is none any
-- more is held no longer.
CREATE FUNCTION argosy.keep_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.desired IS NULL OR (NEW.held_as = 'zero' AND NEW.desired > 0) THEN
    NEW.held_as := NULL;
    NEW.held_by := NULL;
  ELSIF NEW.held_as IN ('dispute', 'lower') AND NEW.lowers AND NEW.desired < NEW.observed THEN
    RETURN NEW;
  ELSE
    NEW.due_at := NULL;
    NEW.state := 'waiting';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER listing_stock_kept BEFORE UPDATE ON argosy.listing_stock
  FOR EACH ROW WHEN (NEW.held_by IS NOT NULL) EXECUTE FUNCTION argosy.keep_held();

-- A price in dispute is not due; one nobody wants any more is in no dispute.
CREATE FUNCTION argosy.keep_disputed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.desired_minor IS NULL THEN NEW.disputed_by := NULL; END IF;
  NEW.due_at := NULL;
  NEW.state := 'waiting';
  RETURN NEW;
END
$$;
CREATE TRIGGER listing_price_kept BEFORE UPDATE ON argosy.listing_price
  FOR EACH ROW WHEN (NEW.disputed_by IS NOT NULL) EXECUTE FUNCTION argosy.keep_disputed();

-- A product a store did not get because its price could not be worked out goes out once an exchange rate of its
-- currency is in force.
CREATE FUNCTION argosy.send_with_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stores uuid[]; owner uuid; at timestamptz;
BEGIN
  WITH due AS (
    UPDATE argosy.product_listing p
    SET want_seq = p.want_seq + 1, due_at = r.valid_from, state = 'waiting', attempts = 0, error = NULL
    FROM (SELECT organization_id, base, max(valid_from) AS valid_from FROM changed_rows WHERE in_force GROUP BY 1, 2) r
    WHERE p.organization_id = r.organization_id AND p.state = 'rejected' AND p.ext_key IS NULL AND p.gone_at IS NULL
      AND EXISTS (SELECT FROM argosy.variant v JOIN argosy.organization o ON o.organization_id = v.organization_id
        WHERE v.organization_id = p.organization_id AND v.product_id = p.product_id AND v.deleted_at IS NULL
          AND (v.currency = r.base OR o.currency = r.base))
    RETURNING p.organization_id, p.connection_id, p.due_at)
  SELECT array_agg(connection_id), min(organization_id::text)::uuid, min(due_at) INTO stores, owner, at FROM due;
  IF stores IS NOT NULL THEN PERFORM argosy.wake_lane(owner, stores, 'outbound', at); END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER fx_rate_sends_insert AFTER INSERT ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.send_with_rate();
CREATE TRIGGER fx_rate_sends_update AFTER UPDATE ON argosy.fx_rate REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.send_with_rate();

-- What was said of one product is nothing another should say: whoever links the listing anew begins without it.
CREATE FUNCTION argosy.own_content_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.own_title := NULL;
  NEW.own_description_html := NULL;
  NEW.own_images := false;
  NEW.off_sale := false;
  NEW.own_at := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER product_listing_other_product BEFORE UPDATE OF product_id ON argosy.product_listing
  FOR EACH ROW WHEN (OLD.product_id IS NOT NULL AND NEW.product_id IS DISTINCT FROM OLD.product_id)
  EXECUTE FUNCTION argosy.own_content_ends();

-- Who holds back what goes out: the operator for the whole hub or for this organization; null when nobody does.
CREATE FUNCTION argosy.outbound_pause() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN (SELECT outbound_paused_at FROM argosy.hub_state) IS NOT NULL THEN 'hub'
    WHEN (SELECT outbound_paused_at FROM argosy.organization WHERE organization_id = argosy.tenant()) IS NOT NULL
      THEN 'organization'
  END
$$;
