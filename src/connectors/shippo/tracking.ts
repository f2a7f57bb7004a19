/** Shippo's words for where a parcel is (sheet section 7). */
import { z } from "zod";
import type { Scan, TrackedParcel } from "../../commerce/shipment.ts";
import type { ShipmentStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { TrackedKey, Tracking } from "../kit/contract/couriers.ts";
import { nullIfNotFound } from "../kit/contract/errors.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { type Track, type TrackStatus, track } from "./schemas.ts";

export const tracking: Tracking = {
  // One number a call.
  batch: 1,
  async pull(parcels, ctx) {
    const found: TrackedParcel[] = [];
    for (const parcel of parcels) {
      const reported = await ask(parcel, ctx);
      if (reported) found.push(parcelOf(reported, ctx));
    }
    return found;
  },
};

const extSchema = z.object({ carrier: z.string() });

async function ask({ trackingNumber, carrier, shipment }: TrackedKey, ctx: Context): Promise<Track | null> {
  const token = extSchema.safeParse(shipment.ext).data?.carrier ?? carrier.toLowerCase().replaceAll(" ", "_");
  const url = `/tracks/${encodeURIComponent(token)}/${encodeURIComponent(trackingNumber)}`;
  const reported = await nullIfNotFound(ctx.http.json({ method: "GET", url, operation: "tracks.get" }));
  return reported && parseResponse(track, reported.body, { ctx, what: "the parcel" });
}

/** What a track tells: its history, and the newest status beside it. */
export function parcelOf(reported: Track, ctx: Context): TrackedParcel {
  const history = reported.tracking_history ?? [];
  const newest = reported.tracking_status;
  const isReported = history.some(
    (one) => one.object_id === newest?.object_id && one.status_date === newest?.status_date,
  );
  const all = newest && !isReported ? [...history, newest] : history;
  const scans = all.flatMap((one) => scanOf(one, ctx) ?? []);
  const byKey = new Map(scans.map((scan) => [scan.key, scan]));
  return {
    trackingNumber: reported.tracking_number,
    scans: [...byKey.values()],
    ...(reported.eta && { expectedAt: reported.eta }),
  };
}

function scanOf(one: TrackStatus, ctx: Context): Scan | null {
  const at = Date.parse(one.status_date ?? "");
  // Without a moment it stands nowhere in the parcel's way.
  if (Number.isNaN(at)) return null;
  const code = one.substatus?.code ?? "";
  const place = [one.location?.city, one.location?.state, one.location?.country].filter(Boolean).join(", ");
  return {
    // A scan told in the history has no id of its own everywhere: what it says and when is the same in both.
    key: `${new Date(at).toISOString()} ${one.status} ${code}`,
    at: new Date(at).toISOString(),
    status: meaningOf(one, ctx),
    platformStatus: code === "" ? one.status : `${one.status} ${code}`,
    text: one.status_details ?? one.substatus?.text ?? one.status,
    ...(place !== "" && { place }),
  };
}

const HELD_UP = new Set([
  "address_issue",
  "contact_carrier",
  "delayed",
  "delivery_attempted",
  "location_inaccessible",
  "notice_left",
  "package_damaged",
  "package_held",
  "pickup_available",
  "reschedule_delivery",
]);

/** Ours for a status and its substatus; null: it says nothing. */
function meaningOf({ status, substatus }: TrackStatus, ctx: Pick<Context, "drift">): ShipmentStatus | null {
  const code = substatus?.code ?? "";
  switch (status) {
    case "UNKNOWN":
      return null;
    case "PRE_TRANSIT":
      return "label_ready";
    case "TRANSIT":
      if (code === "package_accepted") return "picked_up";
      if (code === "out_for_delivery") return "out_for_delivery";
      return HELD_UP.has(code) || substatus?.action_required === true ? "exception" : "in_transit";
    case "DELIVERED":
      return "delivered";
    case "RETURNED":
      return "rto_in_transit";
    case "FAILURE":
      return code === "package_lost" ? "lost" : "exception";
  }
  ctx.drift({ path: "tracking_status.status", problem: "is a word nobody knows", value: status });
  return null;
}
