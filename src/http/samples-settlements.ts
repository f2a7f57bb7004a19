/** A statement with a line and a difference, and a fee rule, for `world`. Answers ids by the names they go by. */
export async function settlementSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly order: string; readonly connection: string; readonly marker: string },
): Promise<Readonly<Record<"settlements" | "settlementId" | "settlement-cases", string>>> {
  const { marker } = of;
  const now = new Date();
  const at = { created_at: now, updated_at: now };
  const settlement = await put("settlement", {
    ...{ connection_id: of.connection, reference: marker, currency: "USD", amount_minor: 90, source: "file" },
    ...{ file_name: marker, period_from: "2026-11-01", period_to: "2026-11-20", ...at },
  });
  await put("settlement_line", {
    ...{ settlement_id: settlement, ext_key: marker, order_key: marker, order_id: of.order, kind: "sale" },
    ...{ amount_minor: 90, currency: "USD", occurred_at: now, text: marker, raw: JSON.stringify({ text: marker }) },
  });
  const found = await put("settlement_case", {
    ...{ kind: "short_paid", order_id: of.order, connection_id: of.connection, settlement_id: settlement },
    ...{ currency: "USD", expected_minor: 100, settled_minor: 90, state: "open", found_at: now, updated_at: now },
  });
  await put("fee_rule", {
    ...{ position: 0, name: marker, connection_id: of.connection, kind: "commission", percent: "5" },
    ...{ base: "goods", ...at },
  });
  return { settlements: settlement, settlementId: settlement, "settlement-cases": found };
}
