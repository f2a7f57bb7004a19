import { conversationSample } from "./samples-conversations.ts";
import { packingSample } from "./samples-packing.ts";
import { settlementSample } from "./samples-settlements.ts";

type Sampled = Readonly<
  Record<
    | "shipments"
    | "settlements"
    | "conversations"
    | "replyId"
    | "settlementId"
    | "settlement-cases"
    | "shipmentId"
    | "couriers"
    | "courierId"
    | "manifestId"
    | "pickupId"
    | "package-presets"
    | "pick-batches"
    | "order-merges"
    | "packageId",
    string
  >
>;

/** A booked shipment with a label and a scan, a batch its order was packed in, and what was paid out for it, for `world`. Answers ids by the names they go by. */
export async function shipmentSample(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  of: Readonly<Record<"order" | "orderLine" | "variant" | "connection" | "location" | "marker", string>>,
): Promise<Sampled> {
  const [marker, now] = [of.marker, new Date()];
  const shipment = await put("shipment", {
    order_id: of.order,
    connection_id: of.connection,
    location_id: of.location,
    reference: marker,
    idempotency_key: marker,
    state: "booked",
    status: "label_ready",
    label_state: "ready",
    carrier: marker,
    text: marker,
    payment: "prepaid",
    value_minor: 1,
    currency: "USD",
    tells_at: "booked",
    requested_by: marker,
    booked_at: now,
    created_at: now,
    updated_at: now,
  });
  const size = { length_mm: 1, width_mm: 1, height_mm: 1, weight_grams: 1 };
  const parcel = await put("parcel", {
    ...{ ...size, shipment_id: shipment, connection_id: of.connection, position: 0 },
    reference: marker,
    items: "[]",
    tracking_number: marker,
  });
  const scan = { parcel_id: parcel, key: marker, at: now, platform_status: marker, text: marker, source: "poll" };
  await put("tracking_event", { ...scan, received_at: now }, "key");
  const file = await put("stored_file", { name: marker, size: 5, complete: true, created_at: now });
  await put("stored_file_chunk", { file_id: file, number: 0, bytes: Buffer.from("label") }, "file_id");
  const document = { shipment_id: shipment, parcel_id: parcel, kind: "label", content_type: "application/pdf" };
  await put("shipment_document", { ...document, file_id: file, created_at: now });
  const box = await put("package_preset", { name: marker, ...size, created_at: now });
  await put("tracking_page", { is_on: true, color: "#123456", updated_at: now }, "color");
  await put("paper_retention", { months: 96, updated_at: now }, "months");
  await put("shipping_rules", rulesOf(of.connection, marker, now), "fallback");
  const made = { created_by: marker, created_at: now };
  const manifest = await put("manifest", { connection_id: of.connection, ...made });
  const van = { connection_id: of.connection, location_id: of.location, parcels: 1, state: "arranged" };
  const pickup = await put("pickup", { ...van, ...made, earliest: now, latest: now, text: marker });
  const ids = {
    ...{ ...(await settlementSample(put, of)), ...(await conversationSample(put, of)) },
    ...(await packingSample(put, of)),
    shipments: shipment,
    shipmentId: shipment,
    couriers: of.connection,
    courierId: of.connection,
    manifestId: manifest,
    pickupId: pickup,
  };
  return { ...ids, "package-presets": box, packageId: box };
}

/** One rule that names a courier. */
function rulesOf(courierId: string, name: string, now: Date): Record<string, unknown> {
  const choose = { courierId, service: null, serviceName: null, prefer: "cheapest" };
  const rule = { id: courierId, name, isOn: true, currency: null, when: {}, choose };
  return { rules: JSON.stringify([rule]), fallback: "cheapest", updated_at: now };
}
