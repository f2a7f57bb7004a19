/** Where a parcel stands, worked out from what was seen of it: one pure and total table. */
import type { Scan } from "./shipment.ts";
import { FULFILMENT_STATUSES, type FulfilmentStatus, type ShipmentStatus } from "./statuses.ts";

/** How far along, for scans of the same moment. */
const PROGRESS: Readonly<Record<ShipmentStatus, number>> = {
  created: 0,
  label_ready: 1,
  pickup_failed: 2,
  picked_up: 3,
  in_transit: 4,
  out_for_delivery: 5,
  exception: 6,
  rto_in_transit: 7,
  lost: 8,
  cancelled: 9,
  delivered: 10,
  rto_delivered: 11,
};

const FORWARD = ["picked_up", "in_transit", "out_for_delivery", "exception"] as const;
const ENDS = ["delivered", "rto_in_transit", "rto_delivered", "lost"] as const;

/**
 * What a word told later than the last one changes: only these moves are made. Papers never follow the parcel itself;
 * a return stays one until it arrives (or is called off, see `statusOf`); what was delivered, here or back, stays so. A
 * lost parcel may turn up, and a cancelled label may travel all the same: that has to be seen. A pickup that failed is no
 * departure: another is arranged, or the parcel is cancelled; what has left is not.
 */
export const SHIPMENT_MOVES: Readonly<Record<ShipmentStatus, readonly ShipmentStatus[]>> = {
  created: ["label_ready", "pickup_failed", ...FORWARD, ...ENDS, "cancelled"],
  label_ready: ["pickup_failed", ...FORWARD, ...ENDS, "cancelled"],
  pickup_failed: ["label_ready", ...FORWARD, ...ENDS, "cancelled"],
  picked_up: ["in_transit", "out_for_delivery", "exception", ...ENDS],
  in_transit: ["out_for_delivery", "exception", ...ENDS],
  out_for_delivery: ["in_transit", "exception", ...ENDS],
  exception: ["picked_up", "in_transit", "out_for_delivery", ...ENDS],
  rto_in_transit: ["rto_delivered", "lost"],
  lost: ["in_transit", "out_for_delivery", "delivered", "rto_in_transit", "rto_delivered"],
  cancelled: [...FORWARD, ...ENDS],
  delivered: [],
  rto_delivered: [],
};

/** The status after a later word; total over all pairs. */
export function statusAfter(current: ShipmentStatus, reported: ShipmentStatus): ShipmentStatus {
  // Whoever hands over a parcel on its way back hands it to us, whatever the courier calls that.
  const meant = current === "rto_in_transit" && reported === "delivered" ? "rto_delivered" : reported;
  return SHIPMENT_MOVES[current].includes(meant) ? meant : current;
}

type Seen = Pick<Scan, "at" | "key" | "status" | "resumesForward">;

/** In the order things happened; told at the same moment, the one further along counts as later. */
function inOrder<S extends Pick<Seen, "at" | "key" | "status">>(scans: readonly S[]): S[] {
  const rank = ({ status }: Pick<Seen, "status">) => (status === null ? -1 : PROGRESS[status]);
  return [...scans].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || rank(a) - rank(b) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
  );
}

/** As people read them; the keys they were kept by are left out. */
export function newestFirst<S extends Pick<Seen, "at" | "key" | "status">>(scans: readonly S[]): Omit<S, "key">[] {
  return inOrder(scans)
    .reverse()
    .map(({ key: _, ...shown }) => shown);
}

/**
 * Where a parcel stands, by all that was seen of it and how it began. A function of the set: in which order scans were
 * told, and how often, makes no difference, so a late one never moves it back.
 */
export function statusOf(started: ShipmentStatus, scans: readonly Seen[]): ShipmentStatus {
  let status = started;
  for (const scan of inOrder(scans)) {
    if (scan.status === null) continue;
    const resumes = scan.resumesForward === true && status === "rto_in_transit";
    status = resumes ? scan.status : statusAfter(status, scan.status);
  }
  return status;
}

/** Nothing more is to be seen of it. */
export function isOver(status: ShipmentStatus): boolean {
  return ["delivered", "rto_delivered", "cancelled", "lost"].includes(status);
}

export type CancelState = "requested" | "pending" | "cancelled" | "refused";

/** Its cancellation was asked for and is not refused: a shipment whose courier refused goes on as before. */
export function isCancelling(state: CancelState | null): boolean {
  return state !== null && state !== "refused";
}

/** The parcel has left our hands. */
export function hasLeft(status: ShipmentStatus): boolean {
  return status !== "cancelled" && !isWithUs(status);
}

/** The parcel is to go and has not left our hands. */
export function isWithUs(status: ShipmentStatus): boolean {
  return ["created", "label_ready", "pickup_failed"].includes(status);
}

/** The status of a shipment of several parcels: that of the one with the longest way to go; trouble counts first. */
export function statusOfAll(parcels: readonly ShipmentStatus[]): ShipmentStatus {
  const open = parcels.filter((status) => status !== "cancelled");
  if (open.length === 0) return parcels.length === 0 ? "created" : "cancelled";
  const trouble = (["exception", "lost", "rto_in_transit"] as const).find((status) => open.includes(status));
  return trouble ?? open.reduce((least, status) => (PROGRESS[status] < PROGRESS[least] ? status : least));
}

/** How far all parcels of an order are. */
export type ParcelState = Extract<FulfilmentStatus, "in_transit" | "delivered" | "returned">;

/** What a shipment's status says about the delivery of the order's units in it; null: nothing. */
export const FULFILMENT_OF: Readonly<Record<ShipmentStatus, ParcelState | null>> = {
  created: null,
  label_ready: null,
  pickup_failed: null,
  picked_up: "in_transit",
  in_transit: "in_transit",
  out_for_delivery: "in_transit",
  exception: "in_transit",
  delivered: "delivered",
  rto_in_transit: "in_transit",
  rto_delivered: "returned",
  cancelled: null,
  lost: null,
};

/** In this order. */
const STEPS: readonly FulfilmentStatus[] = FULFILMENT_STATUSES;

/**
 * How far an order is by its shipments: that of the one with the longest way to go, once all of them have left; a part
 * that came back leaves what arrived delivered.
 */
export function parcelStateOf(shipments: readonly ShipmentStatus[]): ParcelState | null {
  const going = shipments.filter((status) => status !== "cancelled").map((status) => FULFILMENT_OF[status]);
  if (going.length === 0 || going.includes(null)) return null;
  if (going.includes("in_transit")) return "in_transit";
  return going.includes("delivered") ? "delivered" : "returned";
}

/** An order whose units have all left, by what its channel says and what couriers say: whichever is further along. */
export function withParcels(reported: FulfilmentStatus, parcels: ParcelState | null): FulfilmentStatus {
  if (parcels === null || reported === "unfulfilled" || reported === "partial") return reported;
  return STEPS.indexOf(parcels) > STEPS.indexOf(reported) ? parcels : reported;
}
