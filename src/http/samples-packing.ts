import { newId } from "../commerce/new-id.ts";

/** A batch with an order that was picked and packed, for `world`. Answers its id. */
export async function packingSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: { readonly order: string; readonly orderLine: string; readonly marker: string },
): Promise<Readonly<Record<"pick-batches", string>>> {
  const now = new Date("2026-11-20T07:00:00Z");
  const batch = await put("pick_batch", {
    id: newId(now),
    number: of.marker,
    cart: of.marker,
    assigned_to: of.marker,
    created_at: now,
    created_by: of.marker,
  });
  await put("pick_batch_order", { batch_id: batch, order_id: of.order, tote: 1 }, "batch_id");
  const pick = { batch_id: batch, line_id: of.orderLine, picked_at: now, picked_by: of.marker };
  await put("pick_batch_pick", pick, "batch_id");
  await put("order_packing", {
    id: newId(now),
    order_id: of.order,
    batch_id: batch,
    items: JSON.stringify([{ lineId: of.orderLine, units: 1, upTo: 1 }]),
    packed_at: now,
    packed_by: of.marker,
  });
  return { "pick-batches": batch };
}
