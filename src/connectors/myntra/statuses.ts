/** Status codes of order lines (sheet section 7) and what an order of such lines is. */

import type { PaymentKind } from "../../commerce/order.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

/** How far a line is. From `packed` on Myntra no longer counts it in the stock number. */
export const STAGES = ["review", "open", "packed", "shipped", "delivered", "cancelled"] as const;
export type Stage = (typeof STAGES)[number];

export const STATUS_CODES: Readonly<Record<string, Stage>> = {
  RFR: "review",
  WP: "open",
  PK: "packed",
  SH: "shipped",
  S: "shipped",
  DL: "delivered",
  D: "delivered",
  C: "delivered",
  IC: "cancelled",
  F: "cancelled",
};

/** Undefined: a code nobody has documented, nor the seller named in the settings. */
export function stageOf(code: string, more: ReadonlyMap<string, string>): Stage | undefined {
  const own = code.trim().toUpperCase();
  return STATUS_CODES[own] ?? STATUS_CODES[more.get(own) ?? ""];
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
}

export const hasLeft = (stage: Stage): boolean => stage === "shipped" || stage === "delivered";

/** The order of these lines. One that is cancelled counts only when all are. */
export function statusesOf(stages: readonly Stage[], payment: PaymentKind): Statuses {
  const live = stages.filter((stage) => stage !== "cancelled");
  return {
    status: statusOf(live),
    financial: financialOf(stages, live, payment),
    fulfilment: fulfilmentOf(live),
  };
}

/** The least advanced line decides: it is what is still to be done. */
function statusOf(live: readonly Stage[]): OrderStatus {
  if (live.length === 0) return "cancelled";
  if (live.includes("review")) return "pending";
  if (live.includes("open")) return "confirmed";
  return live.every((stage) => stage === "delivered") ? "completed" : "processing";
}

function financialOf(stages: readonly Stage[], live: readonly Stage[], payment: PaymentKind): FinancialStatus {
  if (payment === "prepaid") {
    if (live.length === 0) return "refunded";
    return live.length < stages.length ? "partially_refunded" : "paid";
  }
  if (live.length === 0) return "voided";
  const unpaid = payment === "cod" ? "cod_pending" : "pending";
  return live.every((stage) => stage === "delivered") ? "paid" : unpaid;
}

function fulfilmentOf(live: readonly Stage[]): FulfilmentStatus {
  if (live.length === 0 || !live.some(hasLeft)) return "unfulfilled";
  if (!live.every(hasLeft)) return "partial";
  return live.every((stage) => stage === "delivered") ? "delivered" : "in_transit";
}

/** The distinct codes of an order's lines, as options of commands read them again. */
export const platformText = (codes: readonly string[]): string => [...new Set(codes)].sort().join(", ");
