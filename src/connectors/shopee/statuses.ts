/** Shopee's words for orders, packages and returns, and the hub's axes. Total: a word nobody knows is drift and held. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Order, Package } from "./schemas.ts";

type Axis = "financial" | "fulfilment";
/** `charged`: paid, or due on delivery with COD; `open`: not yet; `settled`: paid in any case; `ended`: given back or void. */
type Money = "open" | "charged" | "settled" | "ended";

interface Meaning {
  readonly status: OrderStatus;
  readonly money: Money;
  readonly fulfilment: FulfilmentStatus;
  /** Axes this word says nothing about. */
  readonly keeps?: readonly Axis[] | undefined;
}

export const ORDER_MEANINGS: Readonly<Record<string, Meaning>> = {
  UNPAID: { status: "pending", money: "open", fulfilment: "unfulfilled" },
  PENDING: { status: "on_hold", money: "charged", fulfilment: "unfulfilled" },
  INVOICE_PENDING: { status: "on_hold", money: "settled", fulfilment: "unfulfilled" },
  READY_TO_SHIP: { status: "confirmed", money: "charged", fulfilment: "unfulfilled" },
  PROCESSED: { status: "processing", money: "charged", fulfilment: "unfulfilled", keeps: ["financial"] },
  RETRY_SHIP: { status: "processing", money: "charged", fulfilment: "unfulfilled", keeps: ["financial"] },
  SHIPPED: { status: "processing", money: "charged", fulfilment: "in_transit", keeps: ["financial"] },
  TO_CONFIRM_RECEIVE: { status: "processing", money: "settled", fulfilment: "delivered" },
  COMPLETED: { status: "completed", money: "settled", fulfilment: "delivered" },
  IN_CANCEL: { status: "on_hold", money: "charged", fulfilment: "unfulfilled", keeps: ["financial", "fulfilment"] },
  CANCELLED: { status: "cancelled", money: "ended", fulfilment: "unfulfilled" },
  TO_RETURN: { status: "on_hold", money: "settled", fulfilment: "delivered", keeps: ["financial"] },
};

const UNKNOWN: Meaning = {
  status: "on_hold",
  money: "charged",
  fulfilment: "unfulfilled",
  keeps: ["financial", "fulfilment"],
};

/** Where a parcel is. `lost` words stand for parcels that did not arrive. */
export const PACKAGE_MEANINGS: Readonly<Record<string, FulfilmentStatus>> = {
  LOGISTICS_NOT_START: "unfulfilled",
  LOGISTICS_READY: "unfulfilled",
  LOGISTICS_PENDING_ARRANGE: "unfulfilled",
  LOGISTICS_REQUEST_CREATED: "unfulfilled",
  LOGISTICS_PICKUP_RETRY: "unfulfilled",
  LOGISTICS_PICKUP_DONE: "in_transit",
  LOGISTICS_DELIVERY_DONE: "delivered",
  LOGISTICS_PICKUP_FAILED: "returned",
  LOGISTICS_DELIVERY_FAILED: "returned",
  LOGISTICS_LOST: "returned",
  LOGISTICS_INVALID: "returned",
  LOGISTICS_REQUEST_CANCELED: "returned",
  LOGISTICS_COD_REJECTED: "returned",
};

/** Not arranged yet: ship_order is still to be called. */
const UNARRANGED: ReadonlySet<string> = new Set([
  "LOGISTICS_NOT_START",
  "LOGISTICS_READY",
  "LOGISTICS_PENDING_ARRANGE",
  "LOGISTICS_PICKUP_RETRY",
]);

export const isArranged = ({ logistics_status: status }: Package): boolean => !UNARRANGED.has(status);

/** The carrier took it, whatever came of it. */
export const hasLeft = ({ logistics_status: status }: Package): boolean =>
  /_(PICKUP_DONE|DELIVERY_DONE|DELIVERY_FAILED|LOST|COD_REJECTED)$/.test(status);

/** Cancelled after the carrier had taken it (`pickup_done_time`): on its way back, or lost. */
export const isUndelivered = ({ order_status: status, pickup_done_time: pickedUp }: Order): boolean =>
  status === "CANCELLED" && pickedUp !== undefined;

export type ReturnMeaning = "open" | "accepted" | "ended";

export const RETURN_MEANINGS: Readonly<Record<string, ReturnMeaning>> = {
  REQUESTED: "open",
  PROCESSING: "open",
  JUDGING: "open",
  SELLER_DISPUTE: "open",
  ACCEPTED: "accepted",
  CANCELLED: "ended",
  CLOSED: "ended",
};

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly keeps?: readonly Axis[] | undefined;
}

/** `refundedMinor` is what accepted returns gave back. */
export function statusesOf(
  order: Order,
  money: { readonly refundedMinor: bigint; readonly totalMinor: bigint | null },
  ctx: Pick<Context, "drift">,
): Statuses {
  const meaning = ORDER_MEANINGS[order.order_status];
  if (!meaning)
    ctx.drift({ path: "order_status", problem: "a status this connector does not know", value: order.order_status });
  const { status, money: charge, fulfilment, keeps } = meaning ?? UNKNOWN;
  const returned = charge === "settled" ? (refundedShare(money) ?? returnedShare(order)) : null;
  const financial = returned ?? financialOf(charge, order);
  // A return that was accepted is news, whatever the word leaves open.
  const retained = returned === null ? keeps : keeps?.filter((axis) => axis !== "financial");
  return {
    status,
    financial,
    fulfilment: fulfilmentOf(order, fulfilment, ctx),
    ...(retained && retained.length > 0 ? { keeps: retained } : {}),
  };
}

function financialOf(money: Money, { cod, pay_time: paidAt }: Order): FinancialStatus {
  switch (money) {
    case "open":
      return cod ? "cod_pending" : "pending";
    case "charged":
      return cod ? "cod_pending" : "paid";
    case "settled":
      return "paid";
    case "ended":
      return paidAt === undefined ? "voided" : "refunded";
  }
}

function refundedShare(money: {
  readonly refundedMinor: bigint;
  readonly totalMinor: bigint | null;
}): FinancialStatus | null {
  if (money.refundedMinor === 0n) return null;
  return money.totalMinor !== null && money.refundedMinor < money.totalMinor ? "partially_refunded" : "refunded";
}

/** What came back, where the lines alone tell it (since 2026-05). */
function returnedShare({ item_list: lines }: Order): FinancialStatus | null {
  const returned = lines.reduce((sum, line) => sum + (line.returned_qty ?? 0), 0);
  if (returned === 0) return null;
  const bought = lines.reduce((sum, line) => sum + line.model_quantity_purchased - (line.cancelled_qty ?? 0), 0);
  return returned < bought ? "partially_refunded" : "refunded";
}

export function packageMeaning(one: Package, ctx: Pick<Context, "drift">): FulfilmentStatus {
  const existing = PACKAGE_MEANINGS[one.logistics_status];
  if (existing) return existing;
  ctx.drift({
    path: "package_list.logistics_status",
    problem: "a status this connector does not know",
    value: one.logistics_status,
  });
  return "unfulfilled";
}

/** The order's own word, unless several parcels are in different places. */
function fulfilmentOf(order: Order, word: FulfilmentStatus, ctx: Pick<Context, "drift">): FulfilmentStatus {
  if (isUndelivered(order)) {
    const left = order.package_list.filter(hasLeft).length;
    return left > 0 && left < order.package_list.length ? "partial" : "in_transit";
  }
  if (order.package_list.length < 2 || order.order_status === "CANCELLED") return word;
  const locations = order.package_list.map((one) => packageMeaning(one, ctx));
  const here = locations.filter((place) => place === "unfulfilled").length;
  if (here === locations.length) return word;
  if (here > 0) return "partial";
  return locations.every((place) => place === "delivered") ? "delivered" : "in_transit";
}
