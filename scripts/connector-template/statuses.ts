/** The platform's statuses and what they mean here. */
import type { FulfilmentStatus, OrderStatus } from "../../src/commerce/statuses.ts";

export const STATUSES: Readonly<Record<string, readonly [OrderStatus, FulfilmentStatus]>> = {
  new: ["pending", "unfulfilled"],
  paid: ["confirmed", "unfulfilled"],
  part_shipped: ["processing", "partial"],
  shipped: ["completed", "fulfilled"],
  cancelled: ["cancelled", "unfulfilled"],
};
