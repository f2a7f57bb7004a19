/**
 * Order states: one list for everything, made of flags; the merchant adds and renames. A state the shop was installed
 * with is known by its number as long as its flags are those it was installed with; of others the flags speak.
 */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export interface StateFlags {
  readonly id: string;
  readonly name: string;
  readonly paid: boolean;
  readonly shipped: boolean;
  /** Entering it writes the order's day of delivery. */
  readonly delivery?: boolean | undefined;
  /** Counts in the shop's sales; on 8.x such states take the units again after a cancellation. */
  readonly logable: boolean;
  /** Entering it can mail the customer. */
  readonly mails?: boolean | undefined;
}

/** What a state means, in our words; also the words of the setting `stateMap`. */
export const KINDS = [
  "pending",
  "cod",
  "on_hold",
  "confirmed",
  "processing",
  "shipped",
  "delivered",
  "cancelled",
  "refunded",
] as const;
export type Kind = (typeof KINDS)[number];

interface Installed {
  readonly kind: Kind;
  readonly paid: boolean;
  readonly shipped: boolean;
}

const installed = (kind: Kind, paid = false, shipped = false): Installed => ({ kind, paid, shipped });

/** Ids of a fresh installation. */
export const INSTALLED: Readonly<Record<string, Installed>> = {
  "1": installed("pending"),
  "2": installed("confirmed", true),
  "3": installed("processing", true),
  "4": installed("shipped", true, true),
  "5": installed("delivered", true, true),
  "6": installed("cancelled"),
  "7": installed("refunded"),
  "8": installed("on_hold"),
  "9": installed("on_hold", true),
  "10": installed("pending"),
  "11": installed("confirmed", true),
  "12": installed("on_hold"),
  "13": installed("cod"),
};

/** Whose units the shop holds back: those it was installed with, whatever a merchant calls others. */
const CANCELED = "6";
export const PAYMENT_ERROR = "8";
export const REFUNDED = "7";

export function kindOf(state: StateFlags, stateMap: Readonly<Record<string, string>>): Kind {
  const chosen = KINDS.find((kind) => kind === stateMap[state.id]);
  if (chosen) return chosen;
  const existing = INSTALLED[state.id];
  if (existing && existing.paid === state.paid && existing.shipped === state.shipped) return existing.kind;
  if (state.shipped) return "shipped";
  return state.paid ? "confirmed" : "pending";
}

/** The goods are on their way or have arrived. */
export function isGone(kind: Kind | null): boolean {
  return kind === "shipped" || kind === "delivered";
}

/** A state an order is in once its goods have left. */
export function isShipping(state: StateFlags | undefined, stateMap: Readonly<Record<string, string>>): boolean {
  return state !== undefined && isGone(kindOf(state, stateMap));
}

/** False for a state of the merchant's or a module's own that is neither paid nor shipped: it may mean anything. */
export function hasMeaning(state: StateFlags, stateMap: Readonly<Record<string, string>>): boolean {
  return state.paid || state.shipped || state.id in stateMap || state.id in INSTALLED;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
}

/** What happened to the order besides its present state. */
export interface Past {
  /** The payment module collects at the door. */
  readonly isCod: boolean;
  /** Money has been booked. */
  readonly wasPaid: boolean;
  /** It is, or was once, in a state its goods leave with. */
  readonly wasShipped: boolean;
}

const STATUS: Readonly<Record<Kind, OrderStatus>> = {
  pending: "pending",
  cod: "confirmed",
  on_hold: "on_hold",
  confirmed: "confirmed",
  processing: "processing",
  shipped: "processing",
  delivered: "completed",
  cancelled: "cancelled",
  refunded: "cancelled",
};

export function statusesOf(kind: Kind, isPaidState: boolean, past: Past): Statuses {
  return {
    status: statusOf(kind, past),
    financial: financialOf(kind, isPaidState, past),
    fulfilment: fulfilmentOf(kind, past),
  };
}

/** The shop forgets nothing when it is set back: "has been shipped" asks all states gone through (decision 615). */
function statusOf(kind: Kind, { wasShipped }: Past): OrderStatus {
  const status = STATUS[kind];
  return wasShipped && (status === "pending" || status === "confirmed") ? "processing" : status;
}

function financialOf(kind: Kind, isPaidState: boolean, { isCod, wasPaid }: Past): FinancialStatus {
  if (kind === "refunded") return "refunded";
  // Cancelling moves no money: what was paid stays paid until a refund is told.
  if (kind === "cancelled") return wasPaid && !isCod ? "paid" : "voided";
  if (kind === "delivered") return "paid";
  // The shop books the whole payment of an order to be paid at the door as soon as it is prepared.
  if (isCod) return kind === "pending" || kind === "on_hold" ? "pending" : "cod_pending";
  if (kind === "cod") return "cod_pending";
  return isPaidState ? "paid" : "pending";
}

function fulfilmentOf(kind: Kind, { wasShipped }: Past): FulfilmentStatus {
  if (kind === "delivered") return "delivered";
  if (kind === "shipped") return "in_transit";
  if (kind === "refunded" || kind === "cancelled") return wasShipped ? "returned" : "unfulfilled";
  return wasShipped ? "in_transit" : "unfulfilled";
}

/**
 * Units the shop has subtracted, by the states the order went through. Cancelled and in error it has none. Out of
 * these, 9.x takes them again for any state, 8.x only for states that count as sales.
 */
export function tookUnits(
  states: readonly string[],
  logable: (id: string) => boolean,
  takesBackAlways: boolean,
): boolean {
  let isTaken = false;
  let before: string | null = null;
  for (const state of states) {
    const isBad = state === CANCELED || state === PAYMENT_ERROR;
    const wasBad = before === CANCELED || before === PAYMENT_ERROR;
    if (isBad) isTaken = false;
    else if (before === null) isTaken = true;
    else if (wasBad) isTaken = takesBackAlways ? state !== "0" : logable(state);
    before = state;
  }
  return isTaken;
}

/** The state for a word of ours: the merchant's own first, then the installed one, if it still has its flags. */
export function stateFor(
  kind: Kind,
  states: readonly StateFlags[],
  stateMap: Readonly<Record<string, string>>,
): StateFlags | undefined {
  const own = states.find((state) => stateMap[state.id] === kind);
  // Those the shop was installed with say that a payment failed, or that goods are missing, and mail the buyer so.
  if (kind === "on_hold") return own;
  return (
    own ?? [...states].sort((a, b) => Number(a.id) - Number(b.id)).find((state) => isInstalledAs(state, kind, stateMap))
  );
}

function isInstalledAs(state: StateFlags, kind: Kind, stateMap: Readonly<Record<string, string>>): boolean {
  return INSTALLED[state.id] !== undefined && kindOf(state, stateMap) === kind;
}
