import { newId } from "../commerce/new-id.ts";

type Put = (table: string, row: Record<string, unknown>, key?: string) => Promise<string>;

interface LotOf {
  readonly variant: string;
  readonly location: string;
  readonly order: string;
  readonly orderLine: string;
  readonly packing: string;
  readonly marker: string;
  readonly now: Date;
}

async function lotSample(put: Put, { variant, location, order, orderLine, packing, marker, now }: LotOf) {
  await put("lot_item", { variant_id: variant, warn_days: 30, set_by: marker, set_at: now }, "variant_id");
  const lot = { variant_id: variant, lot: marker.toUpperCase() };
  const made = { is_registered: true, created_at: now, updated_at: now };
  await put("lot", { ...lot, ...made, expires_on: "2026-12-24" }, "variant_id");
  await put("lot_stock", { ...lot, location_id: location, units: 4 }, "variant_id");
  const parcel = { order_id: order, order_line_id: orderLine, packing_id: packing };
  await put("lot_line", { ...lot, ...parcel, location_id: location, units: 1, packed_at: now }, "order_id");
}

/** A batch with an order that was picked and packed, and a merge it is in, for `world`. Answers its id. */
export async function packingSample(
  put: Put,
  of: {
    readonly order: string;
    readonly orderLine: string;
    readonly variant: string;
    readonly location: string;
    readonly marker: string;
  },
): Promise<Readonly<Record<"pick-batches" | "order-merges" | "photoId", string>>> {
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
  const packing = newId(now);
  await put("order_packing", {
    id: packing,
    order_id: of.order,
    batch_id: batch,
    items: JSON.stringify([{ lineId: of.orderLine, units: 1, upTo: 1 }]),
    packed_at: now,
    packed_by: of.marker,
  });
  const planned = { planned_by: of.marker, planned_at: now };
  await put(
    "order_parcel_plan",
    { order_id: of.order, line_id: of.orderLine, parcel: 1, quantity: 1, ...planned },
    "order_id",
  );
  await put("serial_item", { variant_id: of.variant, set_by: of.marker, set_at: now }, "variant_id");
  const numbered = {
    order_id: of.order,
    order_line_id: of.orderLine,
    packed_at: now,
    created_at: now,
    updated_at: now,
  };
  const number = { variant_id: of.variant, serial: of.marker.toUpperCase(), place: "order", ...numbered };
  await put("serial_number", number, "variant_id");
  await lotSample(put, { ...of, packing, now });
  const file = await put("stored_file", { name: of.marker, created_at: now, size: 5, complete: true });
  await put("stored_file_chunk", { file_id: file, number: 0, bytes: Buffer.from("GIF89") }, "file_id");
  const photoId = await put("order_photo", {
    id: newId(now),
    order_id: of.order,
    file_id: file,
    content_type: "image/gif",
    width: 1,
    height: 1,
    size: 5,
    taken_by: of.marker,
    taken_at: now,
    created_at: now,
  });
  const merge = await put("order_merge", { id: newId(now), created_at: now, created_by: of.marker });
  await put("order_merge_order", { merge_id: merge, order_id: of.order }, "merge_id");
  return { "pick-batches": batch, "order-merges": merge, photoId };
}
