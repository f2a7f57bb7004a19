-- Orders as channels tell them, and what each line did to stock.

-- An order: of a channel, of a register, or made here.
CREATE TABLE argosy.sales_order (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  connection_id uuid,
  ext_key text,
  ext_number text NOT NULL,
  -- Hub number: the store's prefix and the platform's number.
  number text NOT NULL,
  status text NOT NULL CHECK (status IN ('pending', 'confirmed', 'processing', 'completed', 'cancelled', 'on_hold')),
  financial text NOT NULL
    CHECK (financial IN ('pending', 'authorized', 'paid', 'partially_paid', 'partially_refunded', 'refunded',
      'voided', 'cod_pending')),
  fulfilment text NOT NULL
    CHECK (fulfilment IN ('unfulfilled', 'partial', 'fulfilled', 'in_transit', 'delivered', 'returned')),
  platform_status text NOT NULL DEFAULT '',
  payment_kind text NOT NULL DEFAULT 'unknown' CHECK (payment_kind IN ('prepaid', 'cod', 'unknown')),
  gateway text,
  currency char(3) NOT NULL,
  subtotal_minor bigint,
  discount_minor bigint,
  tax_minor bigint,
  shipping_minor bigint,
  fees_minor bigint,
  total_minor bigint,
  -- total - (lines + shipping + fees [+ tax]): what rounding on the platform left over.
  residual_minor bigint NOT NULL DEFAULT 0,
  tax_included boolean NOT NULL DEFAULT false,
  presentment jsonb,
  quality text NOT NULL DEFAULT 'exact' CHECK (quality IN ('exact', 'estimated', 'hidden')),
  customer_id uuid,
  contact jsonb NOT NULL DEFAULT '{}',
  shipping_address jsonb,
  billing_address jsonb,
  note text,
  tags text[] NOT NULL DEFAULT '{}',
  placed_at timestamptz NOT NULL,
  version_kind text,
  version_value numeric(38,0),
  -- Imported history: sends no notification and moves no stock.
  is_history boolean NOT NULL DEFAULT false,
  is_short boolean NOT NULL DEFAULT false,
  has_unmapped boolean NOT NULL DEFAULT false,
  -- Orders of our own on their way to a platform: pending, synced, failed.
  push_state text CHECK (push_state IN ('pending', 'synced', 'failed')),
  push_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- Orders whose total the platform hides come last.
  total_position bigint NOT NULL GENERATED ALWAYS AS (coalesce(total_minor, '-9223372036854775807'::bigint)) STORED,
  -- Tags of the hub's own, beside those of the platform.
  own_tags text[] NOT NULL DEFAULT '{}',
  request_key text,
  -- When the last command of ours on the order was confirmed: what a channel was asked before that is not applied
  -- after it, unless its version is newer.
  commanded_at timestamptz,
  -- The code a discount of an order made here was given for; the discount itself stands in the lines.
  discount_code text,
  -- A shop's own word for an order's status that nobody knew a meaning of, and what its channel told beside it: when
  -- the seller says what the word means, orders that are here get that meaning.
  status_word text,
  told jsonb,
  -- How far the order's parcels are with couriers, all of them; the channel's own word goes no further back than that.
  parcel_state text CHECK (parcel_state IN ('in_transit', 'delivered', 'returned')),
  -- By when the channel wants an order shipped, where it tells; and when it is due: then, or two days after it was
  -- placed (src/hub/orders/to-ship.ts). Of orders that wait for nobody it says nothing.
  ship_by timestamptz,
  due_at timestamptz NOT NULL DEFAULT now() + '48:00:00'::interval,
  cod_state text CHECK (cod_state IN ('due', 'collected', 'remitted', 'short')),
  push_error_said jsonb,
  -- Where the buyer came from: { source, medium, campaign }, as far as told; null: the channel tells nothing of it.
  attribution jsonb,
  -- Of orders collected at a location instead of sent (decision 393). Null: sent. elsewhere: its goods are still at
  -- another location. shipped: a person decided to send it after all.
  pickup text CHECK (pickup IN ('elsewhere', 'waiting', 'ready', 'handed', 'shipped')),
  -- Where it is collected; null: the channel does not say which of ours it is.
  pickup_location_id uuid,
  -- Where its goods are until they arrive there.
  goods_location_id uuid,
  -- What the channel calls the place.
  pickup_place text,
  pickup_ready_at timestamptz,
  -- When the buyer is mailed that it is ready; null: sent, or not to be sent.
  pickup_mail_at timestamptz,
  pickup_mail_tries int NOT NULL DEFAULT 0,
  -- What registers took of what was owed: channels do not know of it.
  till_paid_minor bigint NOT NULL DEFAULT 0,
  -- Until when the units of an unpaid order are held, and whether its channel keeps them aside itself, beside the
  -- number it shows; null: as long as the order is open. hold_ended: that time is over, and they are on sale again.
  held_until timestamptz,
  held_aside boolean NOT NULL DEFAULT false,
  hold_ended boolean NOT NULL DEFAULT false,
  -- What an order comes to after goods were taken out of it, where its channel tells that beside the first total.
  current_total_minor bigint,
  -- What the buyer chose or typed on the order.
  options jsonb,
  -- The codes the order was placed with.
  discount_codes text[] NOT NULL DEFAULT '{}',
  -- A digest of the address the channel had told when the delivery address was corrected here. Null: it is the
  -- channel's.
  corrected_from text,
  priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('high', 'normal', 'low')),
  -- The member who takes care of it.
  assigned_to text,
  -- By when the organization itself wants it shipped, whatever its channel says.
  own_ship_by timestamptz,
  -- What the open hold of an order does here (src/hub/order-holds): its units stay reserved, its units are for sale,
  -- or its channel's hold was overridden; and the status the order has apart from that. NULL: nothing of the hub
  -- stands over it.
  hold_effect text CHECK (hold_effect IN ('keep_units', 'free_units', 'override')),
  status_without_hold text,
  -- With which version due_at was calculated; 0: it was not, and is what the channel tells, or two days after the
  -- order.
  promise_version int NOT NULL DEFAULT 0,
  -- due_at follows from a handling time.
  is_promised boolean NOT NULL DEFAULT false,
  -- Digest of the order's recipient, country and postcode, by which orders to one address are found; '': it cannot be
  -- compared; null: not worked out yet.
  address_key text,
  is_address_keyed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, id),
  CONSTRAINT sales_order_hold CHECK ((hold_effect IS NULL) = (status_without_hold IS NULL)),
  FOREIGN KEY (organization_id, connection_id) REFERENCES argosy.connection (organization_id, id),
  FOREIGN KEY (organization_id, customer_id) REFERENCES argosy.customer (organization_id, id)
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX sales_order_ext ON argosy.sales_order (organization_id, connection_id, ext_key);
CREATE UNIQUE INDEX sales_order_number ON argosy.sales_order (organization_id, number);
CREATE INDEX sales_order_placed ON argosy.sales_order (organization_id, placed_at DESC, id DESC);
CREATE INDEX sales_order_short ON argosy.sales_order (organization_id, placed_at DESC, id DESC) WHERE is_short;
CREATE INDEX sales_order_unmapped ON argosy.sales_order (organization_id, placed_at DESC, id DESC) WHERE has_unmapped;
CREATE INDEX sales_order_customer ON argosy.sales_order (organization_id, customer_id, placed_at DESC, id DESC)
  WHERE customer_id IS NOT NULL;
CREATE INDEX sales_order_status ON argosy.sales_order (organization_id, status, placed_at DESC, id DESC);
CREATE INDEX sales_order_financial ON argosy.sales_order (organization_id, financial, placed_at DESC, id DESC);
CREATE INDEX sales_order_fulfilment ON argosy.sales_order (organization_id, fulfilment, placed_at DESC, id DESC);
CREATE INDEX sales_order_store ON argosy.sales_order (organization_id, connection_id, placed_at DESC, id DESC);
CREATE INDEX sales_order_unpushed ON argosy.sales_order (organization_id, placed_at DESC, id DESC)
  WHERE push_state = 'failed';
CREATE INDEX sales_order_total ON argosy.sales_order (organization_id, total_position DESC, id DESC);
CREATE INDEX sales_order_updated ON argosy.sales_order (organization_id, updated_at DESC, id DESC);
CREATE UNIQUE INDEX sales_order_request ON argosy.sales_order (organization_id, request_key)
  WHERE request_key IS NOT NULL;
-- What is to be packed: few among all orders. Read as it is asked for, in src/hub/analytics/to-ship.ts.
CREATE INDEX sales_order_to_ship ON argosy.sales_order (organization_id, placed_at, id)
  WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
CREATE INDEX sales_order_open ON argosy.sales_order (organization_id, connection_id, id)
  WHERE ext_key IS NOT NULL AND status NOT IN ('completed', 'cancelled');
CREATE INDEX sales_order_status_word ON argosy.sales_order (organization_id, connection_id, lower(status_word), id)
  WHERE status_word IS NOT NULL;
-- Packers and couriers name orders by the number the channel gave them. Compared as it stands: under row security only
-- operators that tell nothing of other rows may use an index.
CREATE INDEX sales_order_ext_number ON argosy.sales_order (organization_id, ext_number);
-- What is to be packed, the most urgent first. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX sales_order_due ON argosy.sales_order (organization_id, due_at, id)
  WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
CREATE INDEX sales_order_cash ON argosy.sales_order (organization_id, cod_state, placed_at DESC, id DESC)
  WHERE cod_state IS NOT NULL;
-- Orders to be picked up; the condition is that of the list, word by word.
CREATE INDEX sales_order_pickup ON argosy.sales_order (organization_id, placed_at, id)
  WHERE pickup IN ('elsewhere', 'waiting', 'ready');
CREATE INDEX sales_order_pickup_mail ON argosy.sales_order (organization_id, pickup_mail_at)
  WHERE pickup_mail_at IS NOT NULL;
CREATE INDEX sales_order_held ON argosy.sales_order (organization_id, connection_id, held_until)
  WHERE held_until IS NOT NULL AND NOT hold_ended;
-- Orders of a priority that are listed in the order they were placed; nearly all are normal.
CREATE INDEX sales_order_priority ON argosy.sales_order (organization_id, priority, placed_at DESC, id DESC)
  WHERE priority <> 'normal';
-- Orders of a member, in the order they were placed.
CREATE INDEX sales_order_assigned ON argosy.sales_order (organization_id, assigned_to, placed_at DESC, id DESC)
  WHERE assigned_to IS NOT NULL;
-- Orders whose due time is to be calculated. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX sales_order_promise ON argosy.sales_order (organization_id, promise_version, id)
  WHERE status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
-- Orders to ship by where they go. The condition is that of sales_order_to_ship, word by word.
CREATE INDEX sales_order_address ON argosy.sales_order (organization_id, address_key, placed_at, id)
  WHERE address_key <> '' AND status IN ('confirmed', 'processing') AND fulfilment IN ('unfulfilled', 'partial')
  AND NOT is_history;
-- Orders from before that have no digest of their address yet.
CREATE INDEX sales_order_not_keyed ON argosy.sales_order (organization_id, id)
  WHERE NOT is_address_keyed AND status IN ('confirmed', 'processing')
    AND fulfilment IN ('unfulfilled', 'partial') AND NOT is_history;
GRANT SELECT (organization_id, id, status, fulfilment, is_history, is_short, pickup_mail_at, held_until, hold_ended,
  promise_version, is_address_keyed) ON argosy.sales_order TO argosy_scheduler;
CREATE POLICY scheduler ON argosy.sales_order FOR SELECT TO argosy_scheduler USING (true);
GRANT SELECT (organization_id, placed_at) ON argosy.sales_order TO argosy_operator;
CREATE POLICY operator ON argosy.sales_order FOR SELECT TO argosy_operator USING (true);
CREATE TRIGGER sales_order_customer_insert AFTER INSERT ON argosy.sales_order REFERENCING NEW TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.customer_capture_order();
CREATE TRIGGER sales_order_customer_update AFTER UPDATE ON argosy.sales_order
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.customer_capture_order();
CREATE TRIGGER sales_order_customer_delete AFTER DELETE ON argosy.sales_order REFERENCING OLD TABLE AS changed_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.customer_capture_order();

-- An order as its channel tells it, part by part, and the version last applied.
CREATE TABLE argosy.order_part (
  organization_id uuid NOT NULL,
  order_id uuid NOT NULL,
  part_key text NOT NULL DEFAULT '',
  version_kind text NOT NULL,
  version_value numeric(38,0) NOT NULL,
  -- Hash of the mapped part: an equal version with another hash still applies, an equal hash never does.
  hash bytea NOT NULL,
  raw jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  -- What a part says of the whole order (statuses, totals); kept only where an order comes in several parts.
  facts jsonb,
  PRIMARY KEY (organization_id, order_id, part_key),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE
);
-- Parts of a store's orders by their own key.
CREATE INDEX order_part_key ON argosy.order_part (organization_id, part_key) WHERE part_key <> '';

-- What was ordered, and what each line has done to stock.
CREATE TABLE argosy.order_line (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT argosy.new_id(),
  order_id uuid NOT NULL,
  part_key text NOT NULL DEFAULT '',
  ext_key text NOT NULL,
  position int NOT NULL DEFAULT 0,
  listing_id uuid,
  variant_id uuid,
  ext_variant_key text,
  sku text,
  title text NOT NULL,
  ordered_quantity int NOT NULL,
  quantity int NOT NULL,
  fulfilled_quantity int NOT NULL DEFAULT 0,
  restocked_quantity int NOT NULL DEFAULT 0,
  unit_price numeric(24,6) NOT NULL,
  discount_minor bigint NOT NULL DEFAULT 0,
  tax_minor bigint NOT NULL DEFAULT 0,
  total_minor bigint NOT NULL,
  fulfilled_by text NOT NULL DEFAULT 'merchant' CHECK (fulfilled_by IN ('merchant', 'marketplace', 'nobody')),
  ext_location text,
  location_id uuid,
  -- What this line has done to stock so far; the difference to what it should do is posted, never the whole.
  took_quantity int NOT NULL DEFAULT 0,
  reserved_quantity int NOT NULL DEFAULT 0,
  short_quantity int NOT NULL DEFAULT 0,
  consumed_quantity int NOT NULL DEFAULT 0,
  returned_quantity int NOT NULL DEFAULT 0,
  stock_seq int NOT NULL DEFAULT 0,
  sku_key text GENERATED ALWAYS AS (lower(sku)) STORED,
  -- Units returns put back into stock here, and units returns have dealt with in any way.
  return_restocked int NOT NULL DEFAULT 0,
  return_received int NOT NULL DEFAULT 0,
  -- Of the units the channel told as restocked: those that returns here had dealt with already.
  matched_quantity int NOT NULL DEFAULT 0,
  -- Units shipped from here that the channel has no way to tell back.
  own_fulfilled_quantity int NOT NULL DEFAULT 0,
  -- Orders placed before a channel was connected hold stock like any other while they are open (decision 53). What was
  -- done with their lines before they were first seen moves nothing: prior_quantity units shipped (of a finished
  -- order: all of them), prior_restocked units put back. opened_quantity: units the line brought on hand, because the
  -- channel's number, taken as opening stock, had them out already; null: that is not decided yet.
  prior_quantity int NOT NULL DEFAULT 0,
  prior_restocked int NOT NULL DEFAULT 0,
  opened_quantity int DEFAULT 0,
  -- What becomes of refunded goods (decision 54). kept_out_quantity: units refunded before they left that the channel
  -- says are not for sale again; lost_quantity of them are written off. seen_restocked: units of refunds whose channel
  -- tells nothing, seen to be back by a number that rose by exactly as many.
  kept_out_quantity int NOT NULL DEFAULT 0,
  lost_quantity int NOT NULL DEFAULT 0,
  seen_restocked int NOT NULL DEFAULT 0,
  -- An order from before connecting whose units the channel has not taken from its number yet (it waits for its
  -- payment) holds no more than the channel takes (decision 53).
  follows_channel boolean NOT NULL DEFAULT false,
  gift_card boolean NOT NULL DEFAULT false,
  -- Part of the line's discount that the platform pays to the seller.
  platform_paid_minor bigint NOT NULL DEFAULT 0,
  -- What a line really takes: how much of goods sold in fractions, the set it is a part of, and what the channel
  -- itself takes for a pack.
  exact_quantity numeric,
  ext_group text,
  pack jsonb,
  -- Units refunded before they left, of refunds whose channel tells nothing, that its number has lost: written off as
  -- kept_out_quantity is (decision 54).
  seen_kept_out int NOT NULL DEFAULT 0,
  -- What the buyer chose or typed.
  options jsonb,
  PRIMARY KEY (organization_id, id),
  CHECK (return_restocked >= 0 AND return_restocked <= return_received),
  FOREIGN KEY (organization_id, order_id) REFERENCES argosy.sales_order (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, variant_id) REFERENCES argosy.variant (organization_id, id)
);
CREATE UNIQUE INDEX order_line_ext ON argosy.order_line (organization_id, order_id, ext_key);
CREATE INDEX order_line_unmapped ON argosy.order_line (organization_id, ext_variant_key) WHERE variant_id IS NULL;
CREATE INDEX order_line_short ON argosy.order_line (organization_id, variant_id, id) WHERE short_quantity > 0;
CREATE INDEX order_line_variant ON argosy.order_line (organization_id, variant_id, order_id)
  WHERE variant_id IS NOT NULL;
-- Lines that hold stock or wait for it are few beside all that were ever sold.
CREATE INDEX order_line_open ON argosy.order_line (organization_id, id DESC)
  WHERE reserved_quantity > 0 OR short_quantity > 0;
CREATE INDEX order_line_unopened ON argosy.order_line (organization_id, listing_id) WHERE opened_quantity IS NULL;
-- Lines that name their item by its title alone.
CREATE INDEX order_line_untold ON argosy.order_line (organization_id, md5(title))
  WHERE variant_id IS NULL AND ext_variant_key IS NULL AND sku_key IS NULL;
-- Items sold in fractions are found by it.
CREATE INDEX order_line_in_fractions ON argosy.order_line (organization_id, listing_id)
  WHERE exact_quantity IS NOT NULL;
-- Lines of packs that hold goods or wait for them: few, among all lines of an organization.
CREATE INDEX order_line_pack_held ON argosy.order_line (organization_id, order_id)
  WHERE pack IS NOT NULL AND (reserved_quantity > 0 OR short_quantity > 0);
-- Lines of packs that wait for goods: looked at whenever the stock of anything rises.
CREATE INDEX order_line_pack_short ON argosy.order_line (organization_id, order_id)
  WHERE pack IS NOT NULL AND short_quantity > 0;
-- Lines of packs that wait for the opening number of what is in them: few, among all lines of an organization.
CREATE INDEX order_line_pack_not_opened ON argosy.order_line (organization_id, order_id)
  WHERE opened_quantity IS NULL AND pack IS NOT NULL;

-- Whoever writes an order works out when it is due by what its channel says.
CREATE FUNCTION argosy.order_due_by_own_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.due_at := NEW.own_ship_by;
  RETURN NEW;
END
$$;
CREATE TRIGGER sales_order_own_ship_by BEFORE UPDATE ON argosy.sales_order
  FOR EACH ROW WHEN (NEW.own_ship_by IS NOT NULL AND NEW.due_at IS DISTINCT FROM NEW.own_ship_by)
  EXECUTE FUNCTION argosy.order_due_by_own_time();
