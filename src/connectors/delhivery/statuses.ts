/** Delhivery's words for where a parcel stands, in ours: type, word and code together (sheet section 7). */
import type { ShipmentStatus } from "../../commerce/statuses.ts";

const TABLE: Readonly<Record<string, Readonly<Record<string, ShipmentStatus>>>> = {
  // On its way to the receiver.
  UD: {
    manifested: "created",
    "not picked": "pickup_failed",
    "in transit": "in_transit",
    pending: "in_transit",
    dispatched: "out_for_delivery",
    // Pushed scans name the direction alone.
    delivered: "delivered",
    rto: "rto_delivered",
  },
  DL: { delivered: "delivered", rto: "rto_delivered", dto: "delivered" },
  RT: {
    "in transit": "rto_in_transit",
    pending: "rto_in_transit",
    dispatched: "rto_in_transit",
    rto: "rto_delivered",
    delivered: "rto_delivered",
  },
  // From a buyer to us.
  PP: { open: "created", scheduled: "created", dispatched: "created" },
  PU: { "in transit": "in_transit", pending: "in_transit", dispatched: "out_for_delivery", dto: "delivered" },
  CN: { canceled: "cancelled", closed: "cancelled" },
};

const PICKED_UP = "X-PPOM";
/** A delivery that failed, with the reason in words beside. */
const FAILED = /^EOD-/;

/** What a scan means; null for what is not on the list. */
export function meaningOf(type: string, word: string, code: string): ShipmentStatus | null {
  const [kind, text] = [type.trim().toUpperCase(), word.trim().toLowerCase()];
  if (kind === "LT" || text === "lost") return "lost";
  const row = Object.hasOwn(TABLE, kind) ? TABLE[kind] : undefined;
  const status = row !== undefined && Object.hasOwn(row, text) ? (row[text] ?? null) : null;
  if (kind === "UD" && text === "in transit" && code === PICKED_UP) return "picked_up";
  if (kind === "UD" && text === "pending" && FAILED.test(code)) return "exception";
  return status;
}

/** Codes after which a further attempt may be asked for, the first and second time (sheet section 5.11). */
const REATTEMPTED: readonly string[] = ["EOD-74", "EOD-15", "EOD-104", "EOD-43", "EOD-86", "EOD-11", "EOD-69", "EOD-6"];
const MOST_ATTEMPTS = 2;

/** As scans have it in `platformStatus`: "UD Pending EOD-11". */
export const wordOf = (type: string, word: string, code: string): string =>
  [type, word, code].filter(Boolean).join(" ");

export const mayReattempt = (lastStatus: string, attempts: number): boolean =>
  attempts >= 1 && attempts <= MOST_ATTEMPTS && REATTEMPTED.includes(lastStatus.split(" ").at(-1) ?? "");

/** Between pickup and its end, and not on its way back yet. */
export const mayReturn = (lastStatus: string): boolean => /^UD (In Transit|Pending)\b/i.test(lastStatus);
