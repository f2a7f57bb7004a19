/** The platform's statuses and what they mean here. */
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "@argosy/connector-kit/commerce/statuses";

export const STATUSES: Readonly<Record<string, readonly [OrderStatus, FinancialStatus, FulfilmentStatus]>> = {
  new: ["pending", "pending", "unfulfilled"],
  paid: ["confirmed", "paid", "unfulfilled"],
  part_shipped: ["processing", "paid", "partial"],
  shipped: ["completed", "paid", "fulfilled"],
  cancelled: ["cancelled", "voided", "unfulfilled"],
};
