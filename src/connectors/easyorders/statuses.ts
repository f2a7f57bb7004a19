import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

/** What one word of EasyOrders means on the three axes; the platform has a single status for everything. */
export interface Meaning {
  readonly order: OrderStatus;
  /**
   * `due`: nothing paid; `paid`; `refunded`; `collected`: the courier has the cash; `void`: nothing will be paid;
   * `keep`: the word says nothing about money.
   */
  readonly money: "due" | "paid" | "collected" | "void" | "refunded" | "keep";
  /** null: the word says nothing about the parcel. */
  readonly fulfilment: FulfilmentStatus | null;
  /** True when the goods have left the house. */
  readonly shipped: boolean;
}

const UNFULFILLED = { fulfilment: "unfulfilled", shipped: false } as const;

const MEANINGS: Readonly<Record<string, Meaning>> = {
  pending: { order: "pending", money: "due", ...UNFULFILLED },
  confirmed: { order: "confirmed", money: "keep", ...UNFULFILLED },
  pending_payment: { order: "pending", money: "due", ...UNFULFILLED },
  paid: { order: "confirmed", money: "paid", ...UNFULFILLED },
  paid_failed: { order: "on_hold", money: "void", ...UNFULFILLED },
  processing: { order: "processing", money: "keep", ...UNFULFILLED },
  waiting_for_pickup: { order: "processing", money: "keep", ...UNFULFILLED },
  in_delivery: { order: "processing", money: "keep", fulfilment: "in_transit", shipped: true },
  delivered: { order: "completed", money: "collected", fulfilment: "delivered", shipped: true },
  // A parcel that a courier has does not come back with the word.
  canceled: { order: "cancelled", money: "void", fulfilment: null, shipped: false },
  returning_from_delivery: { order: "processing", money: "keep", fulfilment: "in_transit", shipped: true },
  request_refund: { order: "on_hold", money: "keep", fulfilment: null, shipped: false },
  refund_in_progress: { order: "on_hold", money: "keep", fulfilment: "returned", shipped: true },
  refunded: { order: "cancelled", money: "refunded", fulfilment: "returned", shipped: true },
};

/** Unknown words are kept, held for a person, and change neither money nor parcel. */
const UNKNOWN: Meaning = { order: "on_hold", money: "keep", fulfilment: null, shipped: false };

/** The meaning of a status word; `known` is false for words that are not in EasyOrders' published list. */
export function meaningOf(status: string): { readonly meaning: Meaning; readonly known: boolean } {
  const meaning = Object.hasOwn(MEANINGS, status) ? MEANINGS[status] : undefined;
  return { meaning: meaning ?? UNKNOWN, known: meaning !== undefined };
}

/** The financial status, and whether an order already known keeps its own once money has moved. */
export function financialOf(
  meaning: Meaning,
  order: { readonly isCod: boolean; readonly deliveredMeansPaid: boolean },
): { readonly financial: FinancialStatus; readonly keeps: boolean } {
  const due: FinancialStatus = order.isCod ? "cod_pending" : "pending";
  switch (meaning.money) {
    case "due":
      return { financial: due, keeps: false };
    case "paid":
      return { financial: "paid", keeps: false };
    case "refunded":
      return { financial: "refunded", keeps: false };
    case "void":
      return { financial: "voided", keeps: true };
    case "collected":
      return order.isCod
        ? { financial: order.deliveredMeansPaid ? "paid" : "cod_pending", keeps: false }
        : { financial: due, keeps: true };
    case "keep":
      return { financial: due, keeps: true };
  }
}

/** Statuses nothing automatic may move an order out of (side effects there are not published). */
export const FINAL: ReadonlySet<string> = new Set(["delivered", "canceled", "refunded"]);

/** Statuses in which goods are on their way back or money is disputed: not the moment to ship. */
export const COMING_BACK: ReadonlySet<string> = new Set([
  "returning_from_delivery",
  "request_refund",
  "refund_in_progress",
]);

const OUTBOUND: Readonly<Partial<Record<OrderStatus, string>>> = {
  pending: "pending",
  confirmed: "confirmed",
  processing: "processing",
  completed: "delivered",
  cancelled: "canceled",
};

/** EasyOrders' word for a unified status; undefined where it has none (on_hold). */
export function wordFor(status: OrderStatus): string | undefined {
  return OUTBOUND[status];
}

export const SETTABLE: readonly OrderStatus[] = ["pending", "confirmed", "processing", "completed"];
