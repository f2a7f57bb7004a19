import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Kind } from "./statuses.ts";

/** The kind of state each of our words asks for; "pending" has none: an order is never un-confirmed. */
export const TARGET_KIND: Readonly<Partial<Record<OrderStatus, Kind>>> = {
  confirmed: "confirmed",
  processing: "processing",
  completed: "delivered",
  on_hold: "on_hold",
  cancelled: "cancelled",
};
