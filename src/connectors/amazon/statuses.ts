/** Amazon's words and the hub's (sheet section 7). Total: what is not known is drift and waits for a person. */
import type { PaymentKind } from "../../commerce/order.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";

interface Meaning {
  readonly status: OrderStatus;
  /** Money: still open, moving with the payment's kind, or never taken. */
  readonly money: "open" | "due" | "none";
  readonly fulfilment: FulfilmentStatus;
}

export const ORDER_STATES: Readonly<Record<string, Meaning>> = {
  PENDING_AVAILABILITY: { status: "on_hold", money: "open", fulfilment: "unfulfilled" },
  PENDING: { status: "pending", money: "open", fulfilment: "unfulfilled" },
  UNSHIPPED: { status: "confirmed", money: "due", fulfilment: "unfulfilled" },
  PARTIALLY_SHIPPED: { status: "processing", money: "due", fulfilment: "partial" },
  SHIPPED: { status: "processing", money: "due", fulfilment: "fulfilled" },
  CANCELLED: { status: "cancelled", money: "none", fulfilment: "unfulfilled" },
  UNFULFILLABLE: { status: "on_hold", money: "due", fulfilment: "unfulfilled" },
};

/** A status nobody described: a person looks at the order. */
const UNKNOWN: Meaning = { status: "on_hold", money: "open", fulfilment: "unfulfilled" };

/** Null: the parcel was called off and counts for nothing. */
export const PACKAGE_STATES: Readonly<Record<string, FulfilmentStatus | null>> = {
  PENDING: "unfulfilled",
  SHIPPED: "in_transit",
  IN_TRANSIT: "in_transit",
  DELIVERED: "delivered",
  UNDELIVERABLE: "in_transit",
  CANCELLED: null,
};

/** The finer word says what the coarse one hides: goods on their way back. Others leave the coarse word as it is. */
export const PACKAGE_DETAILS: Readonly<Record<string, FulfilmentStatus | null | "as_told">> = {
  PENDING_SCHEDULE: "as_told",
  PENDING_PICK_UP: "as_told",
  PENDING_DROP_OFF: "as_told",
  LABEL_CANCELLED: null,
  PICKED_UP: "as_told",
  DROPPED_OFF: "as_told",
  AT_ORIGIN_FC: "as_told",
  AT_DESTINATION_FC: "as_told",
  OUT_FOR_DELIVERY: "as_told",
  DELIVERED: "as_told",
  UNDELIVERABLE: "as_told",
  LOST: "as_told",
  DAMAGED: "as_told",
  REJECTED_BY_BUYER: "returned",
  RETURNING_TO_SELLER: "returned",
  RETURNED_TO_SELLER: "returned",
};

const CASH_ON_DELIVERY = /^(?:CashOnDelivery|COD)$/i;

export interface StatusInput {
  readonly fulfillmentStatus: string;
  readonly isFulfilledByAmazon: boolean;
  readonly paymentMethods: readonly string[];
  /** Of the parcels that count. */
  readonly packages: readonly FulfilmentStatus[];
  readonly hasShippedUnits: boolean;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly kind: PaymentKind;
}

export function statusesOf(order: StatusInput, ctx: Pick<Context, "drift">): Statuses {
  const existing = ORDER_STATES[order.fulfillmentStatus];
  if (!existing) drift("fulfillment.fulfillmentStatus", order.fulfillmentStatus, ctx);
  const meaning = existing ?? UNKNOWN;
  const isCod = order.paymentMethods.some((method) => CASH_ON_DELIVERY.test(method));
  const fulfilment = fulfilmentOf(order, meaning);
  return {
    status: isOver(order, fulfilment) ? "completed" : meaning.status,
    financial: { open: "pending", due: isCod ? "cod_pending" : "paid", none: "voided" }[
      meaning.money
    ] as FinancialStatus,
    fulfilment,
    // Amazon takes the money of every other order before it may be shipped; of one still pending nothing is said.
    kind: isCod ? "cod" : meaning.money === "due" ? "prepaid" : "unknown",
  };
}

/** Nothing is left to do once every parcel arrived, or Amazon itself has sent the goods: it tells no parcels of those. */
function isOver({ fulfillmentStatus, isFulfilledByAmazon }: StatusInput, fulfilment: FulfilmentStatus): boolean {
  return fulfillmentStatus === "SHIPPED" && (isFulfilledByAmazon || fulfilment === "delivered");
}

function fulfilmentOf(
  { fulfillmentStatus, packages, hasShippedUnits }: StatusInput,
  meaning: Meaning,
): FulfilmentStatus {
  // Cancelled after a part had left: that part stays shipped.
  if (fulfillmentStatus === "CANCELLED") return hasShippedUnits ? "partial" : "unfulfilled";
  if (fulfillmentStatus !== "SHIPPED" || packages.length === 0) return meaning.fulfilment;
  for (const all of ["delivered", "returned"] as const) if (packages.every((one) => one === all)) return all;
  return packages.includes("in_transit") ? "in_transit" : meaning.fulfilment;
}

/** A parcel's status; null when it counts for nothing. */
export function packageStatus(
  reported: { readonly status: string; readonly detailedStatus?: string | undefined } | null | undefined,
  ctx: Pick<Context, "drift">,
): FulfilmentStatus | null {
  // Told without a status it was at least handed over: Amazon lists parcels that were confirmed.
  if (!reported) return "fulfilled";
  const coarse = PACKAGE_STATES[reported.status];
  if (coarse === undefined) drift("packages.packageStatus.status", reported.status, ctx);
  const fine = reported.detailedStatus === undefined ? "as_told" : PACKAGE_DETAILS[reported.detailedStatus];
  if (fine === undefined) drift("packages.packageStatus.detailedStatus", reported.detailedStatus ?? "", ctx);
  return fine === undefined || fine === "as_told" ? (coarse === undefined ? "fulfilled" : coarse) : fine;
}

function drift(path: string, value: string, ctx: Pick<Context, "drift">): void {
  ctx.drift({ path, problem: "a status this connector does not know", value });
}
