import { profitSamples } from "./samples-profit.ts";

/** What was worked out of orders and the log: far more than any organization of a test sells. */
export async function analyticsSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly connection: string; readonly variant: string; readonly order: string },
): Promise<void> {
  const sold = { day: new Date().toISOString().slice(0, 10), channel_id: of.connection, currency: "USD" };
  const many = { units: 7_777_777, gross_minor: 7_777_777 };
  await put(
    "sales_day",
    { ...sold, ...many, orders: 7_777_777, cancelled: 0, hidden: 0, refunds: 0, refunds_minor: 0 },
    "day",
  );
  await put(
    "sales_item_day",
    { ...sold, ...many, variant_id: of.variant, returned_units: 0, net_minor: 7_777_777 },
    "day",
  );
  await put("sales_due", { at: new Date("2026-11-20T07:00:00Z") }, "seq");
  await put(
    "sync_hour",
    {
      connection_id: of.connection,
      hour: new Date("2026-11-20T07:00:00Z"),
      succeeded: 7_777_777,
      failed: 0,
      throttled: 0,
      orders: 7_777_777,
      latency: [],
      applied: 0,
      lag_ms_sum: 0,
      lag_ms_most: 0,
    },
    "hour",
  );
  await put("running_out", { variant_id: of.variant, sold: 7_777_777 }, "variant_id");
  await put("analytics_state", { zone: "UTC" }, "zone");
  await profitSamples(put, { ...of, line: crypto.randomUUID() });
}
