/** From the words of shipment items to the unified axes (sheet section 7); total: an unknown word is on hold and drift. */
import type { PaymentKind } from "../../commerce/order.ts";
import {
  type FinancialStatus,
  FULFILMENT_STATUSES,
  type FulfilmentStatus,
  type OrderStatus,
} from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";

interface Meaning {
  readonly status: OrderStatus;
  readonly fulfilment: FulfilmentStatus;
  /** Has the parcel left the seller? */
  readonly hasLeft: boolean;
}

const meaning = (status: OrderStatus, fulfilment: FulfilmentStatus): Meaning => ({
  status,
  fulfilment,
  hasLeft: fulfilment !== "unfulfilled",
});

export const ITEM_STATUSES: Readonly<Record<string, Meaning>> = {
  APPROVED: meaning("confirmed", "unfulfilled"),
  PACKING_IN_PROGRESS: meaning("processing", "unfulfilled"),
  FORM_FAILED: meaning("processing", "unfulfilled"),
  PACKED: meaning("processing", "unfulfilled"),
  READY_TO_DISPATCH: meaning("processing", "unfulfilled"),
  PICKUP_COMPLETE: meaning("processing", "fulfilled"),
  SHIPPED: meaning("processing", "in_transit"),
  DELIVERED: meaning("completed", "delivered"),
  COMPLETED: meaning("completed", "delivered"),
  CANCELLED: meaning("cancelled", "unfulfilled"),
  RETURN_REQUESTED: meaning("completed", "delivered"),
  RETURNED: meaning("completed", "returned"),
};

/** Before the label is made a seller may still cancel. */
export const CANCELLABLE: ReadonlySet<string> = new Set(["APPROVED", "PACKING_IN_PROGRESS", "FORM_FAILED"]);
/** Before it is handed over, the rest of the way is open. */
export const OPEN: ReadonlySet<string> = new Set([...CANCELLABLE, "PACKED"]);
/** A label exists, and with it a parcel. */
const LABELLED: ReadonlySet<string> = new Set([
  "PACKED",
  "READY_TO_DISPATCH",
  "PICKUP_COMPLETE",
  "SHIPPED",
  "DELIVERED",
  "COMPLETED",
  "RETURN_REQUESTED",
  "RETURNED",
]);

/** Word beside the platform's own in `platformStatus`: Flipkart tells a hold apart from the status. */
export const HOLD = "HOLD";

export interface StatusInput {
  readonly hold: boolean;
  readonly items: readonly {
    readonly status: string;
    readonly paymentType?: string | undefined;
    /** The courier brought it back undelivered. */
    readonly courierReturn: boolean;
  }[];
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly payment: PaymentKind;
  readonly platformStatus: string;
  readonly isLabelled: boolean;
}

type Item = StatusInput["items"][number];

export function meaningOf({ status, courierReturn }: Omit<Item, "paymentType">, ctx: Pick<Context, "drift">): Meaning {
  const existing = ITEM_STATUSES[status];
  if (existing === undefined) {
    ctx.drift({ path: "orderItems.status", problem: "a status this connector does not know", value: status });
    return meaning("on_hold", "unfulfilled");
  }
  return status === "RETURNED" && courierReturn ? { ...existing, status: "cancelled" } : existing;
}

/** What a shipment's items say together; cancelled ones count only when there are no others. */
export function statusesOf(input: StatusInput, ctx: Pick<Context, "drift">): Statuses {
  const all = input.items.map((item) => ({ item, is: meaningOf(item, ctx) }));
  const alive = all.filter(({ item }) => item.status !== "CANCELLED");
  const counted = alive.length > 0 ? alive : all;
  const isHeld = input.hold && counted.some(({ item }) => OPEN.has(item.status));
  const kinds = new Set(input.items.map((item) => paymentOf(item, ctx)));
  const statusTerms = [...new Set(counted.map(({ item }) => item.status))];
  return {
    status: isHeld ? "on_hold" : mixedStatus(counted.map(({ is }) => is.status)),
    fulfilment: mixedFulfilment(counted.map(({ is }) => is.fulfilment)),
    financial: financialOf(counted.map(({ item, is }) => moneyOf(item, is, ctx))),
    payment: kinds.size === 1 ? ([...kinds][0] ?? "unknown") : "unknown",
    platformStatus: [...statusTerms, ...(isHeld ? [HOLD] : [])].join(", "),
    isLabelled: counted.some(({ item }) => LABELLED.has(item.status)),
  };
}

/** The words of a part's, or of a whole order's, platform status. */
export const statusTermsOf = (platformStatus: string): ReadonlySet<string> =>
  new Set(platformStatus.split(",").map((word) => word.trim()));

function mixedStatus(statusTerms: readonly OrderStatus[]): OrderStatus {
  const [first = "processing"] = statusTerms;
  return statusTerms.every((word) => word === first) ? first : "processing";
}

/** Where all has left, as far as the slowest; where some has, a part. */
function mixedFulfilment(statusTerms: readonly FulfilmentStatus[]): FulfilmentStatus {
  const least = FULFILMENT_STATUSES.find((word) => statusTerms.includes(word)) ?? "unfulfilled";
  return least === "unfulfilled" && statusTerms.some((word) => word !== least) ? "partial" : least;
}

function paymentOf({ paymentType }: Item, ctx: Pick<Context, "drift">): PaymentKind {
  if (paymentType === "PREPAID") return "prepaid";
  if (paymentType === "COD") return "cod";
  ctx.drift({
    path: "orderItems.paymentType",
    problem: "a payment type this connector does not know",
    value: paymentType ?? null,
  });
  return "unknown";
}

function moneyOf(item: Item, { status, fulfilment }: Meaning, ctx: Pick<Context, "drift">): FinancialStatus {
  const kind = paymentOf(item, ctx);
  if (kind === "unknown") return "pending";
  if (status === "cancelled") return kind === "cod" ? "voided" : "refunded";
  if (fulfilment === "returned") return "refunded";
  return kind === "prepaid" || fulfilment === "delivered" ? "paid" : "cod_pending";
}

function financialOf(all: readonly FinancialStatus[]): FinancialStatus {
  const [first = "pending"] = all;
  if (all.every((one) => one === first)) return first;
  if (all.includes("pending")) return "pending";
  if (all.includes("refunded") && all.includes("paid")) return "partially_refunded";
  return all.includes("cod_pending") ? "cod_pending" : "partially_paid";
}
