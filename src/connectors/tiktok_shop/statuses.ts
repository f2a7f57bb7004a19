/** TikTok Shop's words and the hub's axes (sheet section 7). Total: a word nobody knows is held and reported. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";

type Drift = Pick<Context, "drift">;

interface Meaning {
  readonly status: OrderStatus;
  readonly fulfilment: FulfilmentStatus;
  /** `keep` follows from payment and refunds alone. */
  readonly money: "unpaid" | "keep" | "delivered" | "cancelled";
}

/** `CANCEL` is how webhooks spell what the API calls `CANCELLED`. */
export const ORDER_STATES: Readonly<Record<string, Meaning>> = {
  UNPAID: { status: "pending", fulfilment: "unfulfilled", money: "unpaid" },
  ON_HOLD: { status: "on_hold", fulfilment: "unfulfilled", money: "keep" },
  AWAITING_SHIPMENT: { status: "confirmed", fulfilment: "unfulfilled", money: "keep" },
  PARTIALLY_SHIPPING: { status: "processing", fulfilment: "partial", money: "keep" },
  AWAITING_COLLECTION: { status: "processing", fulfilment: "fulfilled", money: "keep" },
  IN_TRANSIT: { status: "processing", fulfilment: "in_transit", money: "keep" },
  DELIVERED: { status: "processing", fulfilment: "delivered", money: "delivered" },
  COMPLETED: { status: "completed", fulfilment: "delivered", money: "delivered" },
  CANCELLED: { status: "cancelled", fulfilment: "unfulfilled", money: "cancelled" },
  CANCEL: { status: "cancelled", fulfilment: "unfulfilled", money: "cancelled" },
};

/** Nobody knows the word: a person has to look before anything is shipped. */
const UNKNOWN: Meaning = { status: "on_hold", fulfilment: "unfulfilled", money: "keep" };

export const PACKAGE_STATES: Readonly<Record<string, FulfilmentStatus>> = {
  TO_FULFILL: "unfulfilled",
  PROCESSING: "fulfilled",
  FULFILLING: "in_transit",
  COMPLETED: "delivered",
  CANCELLED: "returned",
};

type Claim = "open" | "granted" | "void";

/** Webhooks and the API spell one ending differently: both stand here. */
export const CANCELLATION_STATES: Readonly<Record<string, Claim>> = {
  CANCELLATION_REQUEST_PENDING: "open",
  CANCELLATION_REQUEST_SUCCESS: "granted",
  CANCELLATION_REQUEST_COMPLETE: "granted",
  CANCELLATION_REQUEST_CANCEL: "void",
  CANCELLATION_REQUEST_CANCELLED: "void",
};

/** `granted` means the money is on its way back, or is back. A replacement moves no money. */
export const RETURN_STATES: Readonly<Record<string, Claim>> = {
  RETURN_OR_REFUND_REQUEST_PENDING: "open",
  AWAITING_BUYER_RESPONSE: "open",
  AWAITING_BUYER_SHIP: "open",
  BUYER_SHIPPED_ITEM: "open",
  RETURN_OR_REFUND_REQUEST_SUCCESS: "granted",
  RETURN_OR_REFUND_REQUEST_COMPLETE: "granted",
  REPLACEMENT_REQUEST_REFUND_SUCCESS: "granted",
  REFUND_OR_RETURN_REQUEST_REJECT: "void",
  REJECT_RECEIVE_PACKAGE: "void",
  RETURN_OR_REFUND_REQUEST_CANCEL: "void",
  REPLACEMENT_REQUEST_PENDING: "open",
  REPLACEMENT_REQUEST_REJECT: "void",
  REPLACEMENT_REQUEST_CANCEL: "void",
  REPLACEMENT_REQUEST_COMPLETE: "void",
};

function known<T>(table: Readonly<Record<string, T>>, word: string, path: string, ctx: Drift): T | undefined {
  const meaning = Object.hasOwn(table, word) ? table[word] : undefined;
  if (meaning === undefined) ctx.drift({ path, problem: "a status this connector does not know", value: word });
  return meaning;
}

/** An open claim is the safe reading of a word nobody knows: the order waits. */
export const returnState = (word: string, ctx: Drift): Claim =>
  known(RETURN_STATES, word, "return_status", ctx) ?? "open";

export const cancellationState = (word: string, ctx: Drift): Claim =>
  known(CANCELLATION_STATES, word, "cancel_status", ctx) ?? "open";

export const packageState = (word: string, ctx: Drift): FulfilmentStatus =>
  known(PACKAGE_STATES, word, "package_status", ctx) ?? "fulfilled";

export interface StatusInput {
  readonly status: string;
  readonly isCod: boolean;
  readonly wasPaid: boolean;
  readonly isPreOrder: boolean;
  readonly refundedMinor: bigint;
  readonly totalMinor: bigint;
  /** The buyer wants to cancel or to return, and nobody has answered. */
  readonly hasOpenClaim: boolean;
  /** All that was shipped has come back. */
  readonly isReturned: boolean;
  /** Cancelled on its way. */
  readonly isUndelivered: boolean;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
}

export function statusesOf(order: StatusInput, ctx: Drift): Statuses {
  const meaning = known(ORDER_STATES, order.status, "status", ctx) ?? UNKNOWN;
  const isHeld = order.hasOpenClaim && meaning.status !== "cancelled";
  return {
    status: isHeld ? "on_hold" : meaning.status,
    financial: moneyOf(order, meaning),
    fulfilment: fulfilmentOf(order, meaning.fulfilment),
  };
}

function fulfilmentOf({ isReturned, isUndelivered }: StatusInput, word: FulfilmentStatus): FulfilmentStatus {
  if (isUndelivered) return "in_transit";
  return isReturned && word !== "unfulfilled" ? "returned" : word;
}

function moneyOf(order: StatusInput, { money }: Meaning): FinancialStatus {
  const { isCod, wasPaid, refundedMinor, totalMinor } = order;
  if (money === "cancelled") return wasPaid && !isCod ? "refunded" : "voided";
  if (refundedMinor > 0n) return refundedMinor < totalMinor ? "partially_refunded" : "refunded";
  if (money === "delivered") return "paid";
  if (isCod) return "cod_pending";
  if (money === "unpaid") return "pending";
  // The buyer's money for a pre-order is only authorized until its release.
  return order.isPreOrder && order.status === "ON_HOLD" ? "authorized" : "paid";
}
