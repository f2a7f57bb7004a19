import { newId } from "../commerce/new-id.ts";

/** An edit of many prices with one it changed, for `world`. Answers its id. */
export async function priceEditSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly variant: string; readonly marker: string },
): Promise<Readonly<Record<"price-edits", string>>> {
  const now = new Date("2026-11-20T07:00:00Z");
  const edit = await put("price_edit", {
    id: newId(now),
    field: "price",
    currency: "EUR",
    selected: JSON.stringify({ q: of.marker }),
    change: JSON.stringify({ percent: "10" }),
    state: "applied",
    apply_at: now,
    applied_at: now,
    created_at: now,
    created_by: of.marker,
  });
  const item = { price_edit_id: edit, variant_id: of.variant, before_minor: 100, after_minor: 110 };
  await put("price_edit_item", item, "variant_id");
  return { "price-edits": edit };
}
