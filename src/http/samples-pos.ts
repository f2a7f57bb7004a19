import { randomUUID } from "node:crypto";

type PosId = "registerId" | "staffId" | "sessionId" | "saleId" | "basketId" | "taxRateId" | "paymentId";

/** A register with somebody who sells, an open session and a sale, for `world`. Answers their ids. */
export async function posSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: Readonly<Record<"location" | "variant" | "order" | "command" | "marker", string>>,
): Promise<Readonly<Record<PosId, string>>> {
  const now = new Date("2026-11-20T07:00:00Z");
  const made = { created_at: now, updated_at: now };
  const registerId = await put("pos_register", {
    ...{ id: randomUUID(), name: of.marker, prefix: "R1", location_id: of.location, currency: "USD", ...made },
  });
  const staffId = await put("pos_staff", { id: randomUUID(), name: of.marker, pin: "00:00", ...made });
  const sessionId = await put("pos_session", {
    ...{ id: randomUUID(), register_id: registerId, opened_by: staffId, opened_at: now, float_minor: 100 },
    received_at: now,
  });
  const move = { id: randomUUID(), session_id: sessionId, direction: "in", amount_minor: 5, reason: of.marker };
  await put("pos_cash_move", { ...move, staff_id: staffId, moved_at: now });
  const totals = { subtotal: 100, discount: 0, tax: 0, total: 100 };
  const sale = {
    ...{ id: randomUUID(), registerId, sessionId, staffId, number: "R1-000001", soldAt: now.toISOString() },
    ...{ currency: "USD", pricesIncludeTax: true, rounding: 0, offline: false, totals, payments: [] },
    lines: [{ key: "1", variantId: of.variant, sku: of.marker, title: of.marker, quantity: 1, unitPrice: 100 }],
  };
  const saleId = await put("pos_sale", {
    ...{ id: sale.id, register_id: registerId, session_id: sessionId, staff_id: staffId, number: sale.number },
    ...{ sold_at: now, currency: "USD", total_minor: 100, is_offline: false, received_at: now },
    sale: JSON.stringify(sale),
    totals: JSON.stringify({ ...totals, net: 100, rounding: 0, taxes: [] }),
  });
  const basketId = await put("pos_basket", {
    ...{ id: randomUUID(), kind: "layaway", number: "L-1001", register_id: registerId, location_id: of.location },
    ...{ staff_id: staffId, name: of.marker, basket: "{}", lines: JSON.stringify(sale.lines), currency: "USD" },
    ...{ total_minor: 5_000, ...made },
  });
  const deposit = { id: randomUUID(), basket_id: basketId, session_id: sessionId, staff_id: staffId, kind: "cash" };
  await put("pos_deposit", { ...deposit, amount_minor: 100, reference: of.marker, taken_at: now });
  const collected = { order_id: of.order, staff_id: staffId };
  await put("pos_hand_over", {
    ...{ id: randomUUID(), register_id: registerId, taken_by: of.marker, lines: "[]", command_id: of.command },
    ...{ ...collected, handed_at: now },
  });
  await put("pos_pickup_payment", {
    ...{ id: randomUUID(), session_id: sessionId, kind: "cash", amount_minor: 1, reference: of.marker },
    ...{ ...collected, taken_at: now },
  });
  await put(
    "pos_journal",
    {
      ...{ register_id: registerId, seq: 1, kind: "sale", at: now, data: JSON.stringify({ of: of.marker }) },
      ...{ previous: Buffer.alloc(32), hash: Buffer.alloc(32) },
    },
    "register_id",
  );
  await put("pos_counter", { last: 1001 }, "last");
  const taxRateId = await put("pos_tax_rate", { id: randomUUID(), tax: of.marker, rate: "5", created_at: now });
  const terminal = { register_id: registerId, provider: "stripe", reader: of.marker, reader_name: of.marker, ...made };
  await put("pos_terminal", terminal, "register_id");
  const paid = { state: "paid", remote: of.marker, paid_minor: 100, settled_at: now, used_by: saleId };
  const paymentId = await put("pos_terminal_payment", {
    ...{ id: randomUUID(), register_id: registerId, amount_minor: 100, currency: "USD", card: of.marker },
    ...{ ...paid, text: of.marker, created_at: now, looked_at: now },
  });
  return { paymentId, registerId, staffId, sessionId, saleId, basketId, taxRateId };
}
