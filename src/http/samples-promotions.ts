import { newId } from "../commerce/new-id.ts";

/** A coupon of the hub's own that an order used, for `world`. */
export async function promotionSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly order: string; readonly marker: string },
): Promise<Readonly<Record<"discounts" | "gift-cards", string>>> {
  const now = new Date("2026-11-20T07:00:00Z");
  const none = { variants: [], products: [], categories: [] };
  const discount = await put("promotion", {
    id: newId(now),
    code: of.marker,
    title: of.marker,
    is_active: true,
    effect: JSON.stringify({ kind: "percent_basket", percent: "10", most: null }),
    scope: JSON.stringify({ include: null, exclude: none, skipsReduced: false }),
    minimum: JSON.stringify({ amount: null, quantity: null, of: "basket" }),
    priority: 0,
    combines: [],
    places: ["till", "order"],
    created_at: now,
    updated_at: now,
  });
  await put(
    "promotion_use",
    { promotion_id: discount, order_id: of.order, amount_minor: 100, currency: "USD", used_at: now },
    "order_id",
  );
  const card = await put("gift_card", {
    id: newId(now),
    code_hash: Buffer.from(of.marker),
    code_end: "T5NE",
    currency: "USD",
    initial_minor: 5_000,
    balance_minor: 5_000,
    is_active: true,
    reference: of.marker,
    issued_at: now,
    issued_by: of.marker,
  });
  const entry = { card_id: card, kind: "issued", amount_minor: 5_000, balance_minor: 5_000, reference: of.marker };
  await put("gift_card_entry", { ...entry, id: newId(now), actor: of.marker, at: now });
  await put("gift_card_expiry", { country: "IE", months: 60 }, "country");
  return { discounts: discount, "gift-cards": card };
}
