import { newId } from "../commerce/new-id.ts";
import { priceEditSample } from "./samples-price-edits.ts";

/** A supplier, an order from it that is under way, a dated cost and an edit of prices, for `world`. Answers their ids. */
export async function purchasingSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly variant: string; readonly location: string; readonly marker: string },
): Promise<
  Readonly<
    Record<"suppliers" | "purchase-orders" | "variant-costs" | "price-edits" | "supplierId" | "purchaseOrderId", string>
  >
> {
  const now = new Date("2026-11-20T07:00:00Z");
  const supplier = await put("supplier", {
    id: newId(now),
    name: of.marker,
    contact_name: of.marker,
    email: of.marker,
    currency: "USD",
    created_at: now,
    updated_at: now,
  });
  const order = await put("purchase_order", {
    id: newId(now),
    number: of.marker,
    state: "ordered",
    supplier_id: supplier,
    location_id: of.location,
    currency: "USD",
    note: of.marker,
    created_at: now,
    created_by: of.marker,
    updated_at: now,
    ordered_at: now,
    ordered_by: of.marker,
  });
  const line = { purchase_order_id: order, line: 1, variant_id: of.variant, sku: of.marker, quantity: 7, incoming: 7 };
  await put("purchase_order_line", line, "line");
  const cost = await put("variant_cost", {
    id: newId(now),
    variant_id: of.variant,
    valid_from: now,
    unit_cost: "4.25",
    currency: "USD",
    source: "manual",
    created_at: now,
    created_by: of.marker,
  });
  return {
    suppliers: supplier,
    "purchase-orders": order,
    "variant-costs": cost,
    ...(await priceEditSample(put, of)),
    supplierId: supplier,
    purchaseOrderId: order,
  };
}
