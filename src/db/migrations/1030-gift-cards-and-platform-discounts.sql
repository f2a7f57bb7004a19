-- A gift card sold is owed, not earned: of the variant, and of a line where the channel says so of the line itself.
ALTER TABLE argosy.variant ADD COLUMN gift_card boolean NOT NULL DEFAULT false;
ALTER TABLE argosy.order_line
  ADD COLUMN gift_card boolean NOT NULL DEFAULT false,
  -- Part of the line's discount that the platform pays to the seller.
  ADD COLUMN platform_paid_minor bigint NOT NULL DEFAULT 0;

-- Variants named in the settings before. The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.variant NO FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.profit_settings NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.variant v SET gift_card = true
FROM argosy.profit_settings s
WHERE s.organization_id = v.organization_id AND v.id = ANY (s.gift_card_variants);
ALTER TABLE argosy.profit_settings FORCE ROW LEVEL SECURITY;
ALTER TABLE argosy.variant FORCE ROW LEVEL SECURITY;
-- The version before still writes it; nobody reads it any more.
ALTER TABLE argosy.profit_settings ALTER COLUMN gift_card_variants SET DEFAULT '{}';

CREATE OR REPLACE FUNCTION argosy.profit_capture_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'variant' THEN
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT a.organization_id, 'variant', a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.weight_grams, a.gift_card) IS DISTINCT FROM (b.weight_grams, b.gift_card);
  ELSE
    INSERT INTO argosy.profit_due (organization_id, kind, item_id)
    SELECT a.organization_id, 'product', a.id FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE (a.weight_grams, a.kind) IS DISTINCT FROM (b.weight_grams, b.kind);
  END IF;
  IF FOUND THEN
    PERFORM argosy.profit_wake(array_agg(organization_id)) FROM after_rows;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION argosy.profit_capture_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM argosy.profit_mark_orders(array_agg(a.organization_id), array_agg(a.order_id))
  FROM after_rows a JOIN before_rows b USING (organization_id, id)
  WHERE (a.variant_id, a.ordered_quantity, a.quantity, a.fulfilled_quantity, a.restocked_quantity, a.unit_price,
      a.tax_minor, a.total_minor, a.fulfilled_by, a.return_restocked, a.return_received, a.matched_quantity, a.lost_quantity,
      a.seen_restocked, a.returned_quantity, a.gift_card, a.platform_paid_minor)
    IS DISTINCT FROM (b.variant_id, b.ordered_quantity, b.quantity, b.fulfilled_quantity, b.restocked_quantity, b.unit_price,
      b.tax_minor, b.total_minor, b.fulfilled_by, b.return_restocked, b.return_received, b.matched_quantity, b.lost_quantity,
      b.seen_restocked, b.returned_quantity, b.gift_card, b.platform_paid_minor) HAVING count(*) > 0;
  RETURN NULL;
END $$;

-- What the platform pays of a discount, where its settlement tells it and not its order: a credit of the order.
ALTER TABLE argosy.channel_fee DROP CONSTRAINT channel_fee_kind_check, ADD CONSTRAINT channel_fee_kind_check
  CHECK (kind IN ('commission', 'payment_fee', 'shipping_forward', 'shipping_return', 'cod_fee', 'packaging',
    'service_fee', 'advertising', 'withheld_tax', 'platform_discount', 'adjustment', 'other',
    -- Words of the version before the last (0950).
    'payment', 'shipping', 'tax'));
ALTER TABLE argosy.settlement_line DROP CONSTRAINT settlement_line_kind_check, ADD CONSTRAINT settlement_line_kind_check
  CHECK (kind IN ('sale', 'refund', 'commission', 'payment_fee', 'shipping_forward', 'shipping_return', 'cod_fee',
    'packaging', 'service_fee', 'advertising', 'withheld_tax', 'platform_discount', 'adjustment', 'other', 'reserve',
    'payout'));

-- An order brings what the platform pays, too: it is compared with its statements again.
CREATE FUNCTION argosy.settlement_capture_platform() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'order_line' THEN
    PERFORM argosy.settlement_changed(array_agg(a.organization_id), array_agg(a.order_id))
    FROM after_rows a JOIN before_rows b USING (organization_id, id)
    WHERE a.platform_paid_minor <> b.platform_paid_minor HAVING count(*) > 0;
  ELSE
    PERFORM argosy.settlement_changed(array_agg(o.organization_id), array_agg(o.id))
    FROM after_rows a
    JOIN argosy.sales_order o ON o.organization_id = a.organization_id AND o.connection_id = a.connection_id
      AND o.ext_key = a.order_key
    WHERE a.kind = 'platform_discount' HAVING count(*) > 0;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_line_settled_update AFTER UPDATE ON argosy.order_line
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_platform();
CREATE TRIGGER channel_fee_settled_insert AFTER INSERT ON argosy.channel_fee REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_platform();
CREATE TRIGGER channel_fee_settled_update AFTER UPDATE ON argosy.channel_fee REFERENCING NEW TABLE AS after_rows
  FOR EACH STATEMENT EXECUTE FUNCTION argosy.settlement_capture_platform();
