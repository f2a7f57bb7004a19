/** An order's profit and the sums of its day: far more than any organization of a test earns. */
export async function profitSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: {
    readonly order: string;
    readonly line: string;
    readonly connection: string;
    readonly variant: string;
  },
): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const much = 7_777_777;
  const costs = {
    ...{ discount_minor: 0, charged_minor: 0, refund_minor: 0, tax_minor: 0, cogs_minor: much, commission_minor: much },
    ...{ payment_fee_minor: 0, shipping_minor: 0, return_shipping_minor: 0, cod_fee_minor: 0, packaging_minor: 0 },
    ...{ other_fee_minor: 0, ads_minor: 0, overhead_minor: 0 },
  };
  const sold = { units: much, returned_units: 0, gross_minor: much, ...costs };
  const existing = { costs_minor: much, estimated_minor: 0 };
  const onDay = { day, channel_id: of.connection };
  const lacking = { without_rate: 0, without_cost: 0, without_fees: 0, without_shipping: 0 };
  await put(
    "order_profit",
    {
      ...{ order_id: of.order, channel_id: of.connection, recognised_on: day, is_without_rate: false, currency: "USD" },
      ...{ ...sold, ...existing, own_ads_minor: 0, withheld_minor: 0, missing: [], digest: "7777777" },
    },
    "order_id",
  );
  await put(
    "line_profit",
    { order_id: of.order, line_id: of.line, variant_id: of.variant, ...sold, own_ads_minor: 0 },
    "line_id",
  );
  await put(
    "order_cost",
    {
      ...{ order_id: of.order, n: 0, kind: "commission", amount_minor: much, tax_minor: 0, original_minor: much },
      ...{ currency: "USD", rate: "1", occurred_at: new Date(), quality: "actual", source: "channel_fee" },
    },
    "order_id",
  );
  await put("profit_share", { order_id: of.order, kind: "ads", day, amount_minor: much }, "order_id");
  await put("profit_day", { ...onDay, orders: much, ...lacking, ...sold, ...existing }, "day");
  await put("profit_rest", { ...onDay, kind: "ads", amount_minor: much, without_rate: 0 }, "day");
  await put("profit_item_day", { ...onDay, variant_id: of.variant, orders: much, ...sold }, "day");
  await put("profit_due", { kind: "day", day }, "seq");
  await put(
    "profit_settings",
    {
      ...{ recognition: "booked", spread: "orders", ad_tax_percent: 77, courier_tax_percent: 77 },
      ...{ has_input_credit: true },
    },
    "recognition",
  );
}
