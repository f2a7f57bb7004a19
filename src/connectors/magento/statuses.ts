/** An order's `state` drives what the shop does; its `status` is a label, which merchants add to. Total; unknown words are reported. */
import { compareDecimal, parseDecimal } from "../../commerce/decimal.ts";
import type { ChannelDoubt } from "../../commerce/order-holds.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";

/** What is counted over the lines that can be shipped. */
export interface Counted {
  /** There is no such line: nothing of the order is sent. */
  readonly isVirtual?: boolean | undefined;
  readonly wanted: number;
  readonly shipped: number;
}

export interface Paid {
  readonly total: string;
  readonly paid: string;
  readonly refunded: string;
  readonly authorized: string;
}

export interface StatusTerms {
  readonly state: string;
  readonly status: string;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly doubt: ChannelDoubt | null;
  readonly unknownStatus?: string | undefined;
}

/** Every state of the platform and what it means for the order; money and parcels are counted. */
export const STATES: Readonly<Record<string, OrderStatus>> = {
  new: "pending",
  pending_payment: "pending",
  payment_review: "on_hold",
  processing: "processing",
  holded: "on_hold",
  complete: "completed",
  closed: "completed",
  canceled: "cancelled",
};

/** Labels that say more than their state: money is being looked at, or was taken back. */
export const STATUSES: Readonly<Record<string, OrderStatus>> = {
  fraud: "on_hold",
  paypal_reversed: "on_hold",
};

const DOUBTS: Readonly<Record<string, ChannelDoubt>> = { fraud: "fraud", paypal_reversed: "payment" };

/** Of open orders alone: the label of a closed one says how it was. */
function doubtOf({ state, status }: StatusTerms): ChannelDoubt | null {
  const isOpen = ["new", "pending_payment", "payment_review", "processing", "holded"].includes(state);
  const reported = isOpen ? wordIn(DOUBTS, status) : undefined;
  return reported ?? (state === "payment_review" ? "payment" : null);
}

export function statusesOf(
  statusTerms: StatusTerms,
  money: Paid,
  counted: Counted,
  isCod: boolean,
  ctx: Pick<Context, "drift">,
): Statuses {
  const existing = wordIn(STATES, statusTerms.state);
  if (existing === undefined)
    ctx.drift({ path: "state", problem: "an order state this connector does not know", value: statusTerms.state });
  const hasLeft = counted.shipped > 0;
  const financial = financialOf(statusTerms.state, money, isCod);
  return {
    status: orderStatus(statusTerms, existing ?? "on_hold", {
      isCod,
      hasLeft,
      isLeft: counted.shipped < counted.wanted,
    }),
    financial,
    fulfilment: fulfilmentOf(statusTerms.state, counted),
    doubt: doubtOf(statusTerms),
    ...(existing === undefined && { unknownStatus: statusTerms.state }),
  };
}

/** A merchant may call a status "toString": only the table's own words count. */
function wordIn<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

function orderStatus(
  { state, status }: StatusTerms,
  existing: OrderStatus,
  { isCod, hasLeft, isLeft }: { readonly isCod: boolean; readonly hasLeft: boolean; readonly isLeft: boolean },
): OrderStatus {
  if (state === "new" && isCod) return "confirmed";
  // All money is back: what never left was called off.
  if (state === "closed" && !hasLeft) return "cancelled";
  // 2.4.7 calls an order with a partly shipped bundle complete; the rest can still be shipped there.
  if (state === "complete" && hasLeft && isLeft) return "processing";
  const label = wordIn(STATUSES, status);
  return label !== undefined && ["pending", "processing"].includes(existing) ? label : existing;
}

function financialOf(state: string, { total, paid, refunded, authorized }: Paid, isCod: boolean): FinancialStatus {
  const isPositive = (amount: string) => compareDecimal(parseDecimal(amount), ZERO) > 0;
  const isLess = (amount: string, than: string) => compareDecimal(parseDecimal(amount), parseDecimal(than)) < 0;
  if (isPositive(refunded)) return isLess(refunded, paid) ? "partially_refunded" : "refunded";
  if (isPositive(paid)) return isLess(paid, total) ? "partially_paid" : "paid";
  if (state === "canceled" || state === "closed") return "voided";
  if (!isPositive(total)) return "paid";
  if (isPositive(authorized) || state === "payment_review") return "authorized";
  return isCod ? "cod_pending" : "pending";
}

const ZERO = parseDecimal("0");

function fulfilmentOf(state: string, { isVirtual, wanted, shipped }: Counted): FulfilmentStatus {
  // Of downloads and services nothing is left to do.
  if (state === "complete" && isVirtual) return "fulfilled";
  if (shipped === 0) return "unfulfilled";
  if (state === "closed") return "returned";
  return shipped < wanted ? "partial" : "fulfilled";
}

export type Invoiced = "not invoiced" | "partly invoiced" | "invoiced";

/** "processing/processing, invoiced": the platform's words as kept with the order. */
export function platformStatus({ state, status }: StatusTerms, invoiced: Invoiced): string {
  return `${state}/${status}, ${invoiced}`;
}

export function statusTermsOf(text: string): StatusTerms & { readonly invoiced: string } {
  const [phrase = "", invoiced = ""] = text.split(", ");
  const [state = "", status = ""] = phrase.split("/");
  return { state, status, invoiced };
}

/** What each state lets us ask for by our words. Everything else is refused in words. */
export const REQUESTABLE: Readonly<Record<string, readonly OrderStatus[]>> = {
  new: ["confirmed", "processing", "completed", "on_hold", "cancelled"],
  pending_payment: ["processing", "on_hold", "cancelled"],
  payment_review: [],
  processing: ["processing", "completed", "on_hold", "cancelled"],
  holded: ["pending", "confirmed", "processing"],
  complete: [],
  closed: [],
  canceled: [],
};

/** Statuses that may be asked for now: nothing invoiced in full is invoiced again or cancelled. */
export function requestableStatuses(text: string): readonly OrderStatus[] {
  const { state, invoiced } = statusTermsOf(text);
  const all = wordIn(REQUESTABLE, state) ?? [];
  const isDone = invoiced === "invoiced" && state !== "holded";
  return isDone ? all.filter((status) => status !== "processing" && status !== "cancelled") : all;
}
