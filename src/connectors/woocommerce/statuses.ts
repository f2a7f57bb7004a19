/** Order states of WooCommerce in the unified words, and back. Total: every slug has an answer. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";

export interface StatusFacts {
  readonly slug: string;
  readonly isPaid: boolean;
  readonly isCompleted: boolean;
  readonly method: string;
  readonly hasTransaction: boolean;
  /** Sum of refunds against the total. */
  readonly refunded: "none" | "part" | "all";
  /** Value of the order meta `_fulfillment_status` (core fulfilments), "" when absent. */
  readonly packed: string;
}

export interface Statuses {
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  /** False for a slug this table does not have: it is kept and reported. */
  readonly isKnown: boolean;
}

/** Slugs for which there is nothing to import: abandoned checkouts. */
export const DRAFTS: readonly string[] = ["checkout-draft", "auto-draft", "draft", "new"];

/** Statuses in which the shop itself has lowered its stock. */
export const TAKES_STOCK: readonly string[] = ["processing", "completed", "on-hold"];

/** Custom slugs of the usual tracking plugins (sheet section 7). */
const CUSTOM: Readonly<Record<string, { status: OrderStatus; fulfilment: FulfilmentStatus }>> = {
  shipped: { status: "processing", fulfilment: "in_transit" },
  "partial-shipped": { status: "processing", fulfilment: "partial" },
  delivered: { status: "completed", fulfilment: "delivered" },
};

const ORDER: Readonly<Record<string, OrderStatus>> = {
  pending: "pending",
  failed: "pending",
  "on-hold": "on_hold",
  processing: "processing",
  completed: "completed",
  cancelled: "cancelled",
  trash: "cancelled",
};

/** False for a plugin's status that this table does not have. */
export function isStandardStatus(slug: string): boolean {
  return slug in CUSTOM || slug in ORDER || slug === "refunded" || DRAFTS.includes(slug);
}

export function mapStatuses(facts: StatusFacts): Statuses {
  const slug = facts.slug.replace(/^wc-/, "");
  const custom = CUSTOM[slug];
  const status =
    slug === "refunded"
      ? facts.isCompleted
        ? "completed"
        : "cancelled"
      : (custom?.status ?? ORDER[slug] ?? "on_hold");
  return {
    status,
    financial: financialOf(slug, facts),
    fulfilment: custom?.fulfilment ?? fulfilmentOf(slug, facts),
    isKnown: isStandardStatus(slug),
  };
}

function fulfilmentOf(slug: string, facts: StatusFacts): FulfilmentStatus {
  if (slug === "completed" || (slug === "refunded" && facts.isCompleted)) return "fulfilled";
  if (["cancelled", "pending", "failed", "trash"].includes(slug)) return "unfulfilled";
  if (facts.packed === "fulfilled") return "fulfilled";
  return facts.packed === "partially_fulfilled" ? "partial" : "unfulfilled";
}

function financialOf(slug: string, facts: StatusFacts): FinancialStatus {
  if (slug === "refunded" || facts.refunded === "all") return "refunded";
  // Neither cancelling nor the trash pays anything back.
  if ((slug === "cancelled" || slug === "trash") && !facts.isPaid) return "voided";
  // `date_paid` stays after an order went back to pending (captured): the status speaks first.
  if (slug === "failed") return "voided";
  if (slug === "pending") return "pending";
  const paid = facts.isPaid || slug === "completed";
  if (paid) return facts.refunded === "part" ? "partially_refunded" : "paid";
  if (facts.method === "cod") return "cod_pending";
  if (slug === "on-hold" && facts.hasTransaction) return "authorized";
  return "pending";
}

/**
 * The slug to write for a unified status; null where core has none. `processing` sets the paid date of
 * every order but cash on delivery, so that an unpaid one is put on hold instead.
 */
export function slugFor(status: OrderStatus, isMoneyIn: boolean): string | null {
  switch (status) {
    case "pending":
      return "pending";
    case "confirmed":
    case "processing":
      return isMoneyIn ? "processing" : "on-hold";
    case "on_hold":
      return "on-hold";
    case "completed":
      return "completed";
    case "cancelled":
      return "cancelled";
  }
}
