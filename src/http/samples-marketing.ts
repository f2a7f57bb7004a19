/** A campaign, the rule it follows and spend entered by hand, for `world`. Answers the spend's id. */
export async function marketingSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly connection: string; readonly marker: string },
): Promise<string> {
  const { marker, connection } = of;
  const now = new Date("2026-11-20T07:00:00Z");
  const rule = await put("campaign_rule", {
    id: crypto.randomUUID(),
    position: 0,
    match: "is",
    pattern: marker,
    channel_id: connection,
  });
  const campaign = { connection_id: connection, campaign_key: marker, campaign_name: marker };
  await put("campaign_channel", { ...campaign, last_on: "2026-11-20", chosen_by: "rule", rule_id: rule }, "rule_id");
  await put(
    "ad_spend",
    {
      ...campaign,
      ...{ date: "2026-11-20", ad_set_key: "", ad_set_name: "", spend: "7", currency: "USD" },
      ...{ impressions: 7, clicks: 7, conversions: 7, conversion_value: 7, read_at: now },
    },
    "campaign_key",
  );
  await put(
    "spend_file_mapping",
    { mapping: JSON.stringify({ date: marker, amount: marker, days: "ymd", decimal: "point" }), updated_at: now },
    "mapping",
  );
  const spend = { label: marker, date: "2026-11-20", amount: "7", currency: "USD", key: marker };
  return put("manual_spend", { ...spend, id: crypto.randomUUID(), source: "import", updated_at: now });
}
