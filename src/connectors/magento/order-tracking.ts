import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, TrackingRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { find, request } from "./client.ts";
import { addTrack, trackJson } from "./order-fulfil.ts";
import { readPart } from "./order-read.ts";
import { done } from "./order-steps.ts";
import { shipmentSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

/** Puts other tracking numbers on a parcel: those no longer wanted are removed, the others added. */
export async function updateTracking(run: TrackingRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  const { command, order } = run;
  const body = /^\d+$/.test(command.fulfilmentKey)
    ? await find(ctx, `/shipment/${command.fulfilmentKey}`, "orders.shipment")
    : null;
  if (body === null) return rejected("unknown_parcel", message("refused.shopNotKnowParcel"));
  const shipment = parseResponse(shipmentSchema, body, { ctx, what: "shipment" });
  if (shipment.order_id !== order.key) return rejected("unknown_parcel", message("refused.parcelBelongsAnotherOrder"));
  const isRight = (track: (typeof shipment.tracks)[number]) =>
    command.trackingNumbers.includes(track.track_number ?? "") &&
    (command.carrier === undefined || command.carrier.trim() === track.title);
  const existing = new Set(shipment.tracks.filter(isRight).map((track) => track.track_number));
  // New ones first: a parcel is at no moment without a number.
  const parcel = { orderId: order.key, shipmentId: shipment.entity_id };
  for (const number of command.trackingNumbers.filter((one) => !existing.has(one)))
    await addTrack(parcel, trackJson(number, command.carrier), ctx);
  for (const { entity_id } of shipment.tracks.filter((track) => !isRight(track))) {
    const path = `/shipment/track/${entity_id}`;
    await request(ctx, { method: "DELETE", path, operation: "orders.track.remove", safe: true });
  }
  const after = await readPart(order.key, shop, ctx);
  return { ...done(message("done.parcelNewTrackingShop")), ...(after ? { order: after } : {}) };
}
