-- Fees in the words of costs (src/commerce/cost-kinds.ts), where they were told, and the tax in them.
ALTER TABLE argosy.channel_fee
  DROP CONSTRAINT channel_fee_kind_check,
  ADD COLUMN source text NOT NULL DEFAULT 'api' CHECK (source IN ('api', 'file')),
  -- Of the amount, where it is told apart.
  ADD COLUMN tax_minor bigint NOT NULL DEFAULT 0;

-- The owner of a forced table sees no row of it without an organization.
ALTER TABLE argosy.channel_fee NO FORCE ROW LEVEL SECURITY;
UPDATE argosy.channel_fee
SET kind = CASE
  WHEN text IN ('Service fee', 'Campaign fee', 'Order processing fee', 'Fulfilled by Shopee', 'Warehousing Fee')
    THEN 'service_fee'
  WHEN kind = 'payment' THEN 'payment_fee'
  WHEN text IN ('Return shipping', 'Shipping of a failed delivery', 'Return Shipping Charge') THEN 'shipping_return'
  WHEN kind = 'shipping' THEN 'shipping_forward'
  WHEN text = 'Cross-border tax' THEN 'other'
  WHEN kind = 'tax' THEN 'withheld_tax'
  ELSE kind
END;
-- Rows of the payments workbook are the ones that hold its cells.
UPDATE argosy.channel_fee SET source = 'file' WHERE raw ? 'sheet' AND raw ? 'cells';
ALTER TABLE argosy.channel_fee FORCE ROW LEVEL SECURITY;

ALTER TABLE argosy.channel_fee ADD CONSTRAINT channel_fee_kind_check CHECK (kind IN ('commission', 'payment_fee',
  'shipping_forward', 'shipping_return', 'cod_fee', 'packaging', 'service_fee', 'advertising', 'withheld_tax',
  'adjustment', 'other',
  -- Words of the version before, whose processes may still run: they are put into ours before they are kept.
  'payment', 'shipping', 'tax'));

CREATE FUNCTION argosy.fee_in_our_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.kind := CASE NEW.kind
    WHEN 'payment' THEN 'payment_fee'
    WHEN 'shipping' THEN 'shipping_forward'
    WHEN 'tax' THEN 'withheld_tax'
  END;
  RETURN NEW;
END $$;
CREATE TRIGGER channel_fee_in_our_words BEFORE INSERT OR UPDATE ON argosy.channel_fee
  FOR EACH ROW WHEN (NEW.kind IN ('payment', 'shipping', 'tax')) EXECUTE FUNCTION argosy.fee_in_our_words();
