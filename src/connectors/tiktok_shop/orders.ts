import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { execute } from "./order-commands.ts";
import { BUYERS_WISH } from "./order-mapping.ts";
import { fetchOrder } from "./order-reads.ts";
import { changedOrders } from "./order-sweep.ts";
import { updateTracking } from "./tracking.ts";

const OPEN = new Set(["AWAITING_SHIPMENT", "PARTIALLY_SHIPPING"]);
const CANCELLABLE = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"]);
const REFUNDABLE = new Set(["IN_TRANSIT", "DELIVERED", "COMPLETED"]);

const BY_TIKTOK =
  "TikTok carries the parcel: it gives the label and the tracking number, and a number of your own is not sent.";
const WISH_FIRST =
  "The buyer asked to cancel. In the United States shipping answers that; elsewhere TikTok takes no parcel before you do.";
const CANNOT_UNDO =
  "A cancellation cannot be taken back, and those for lack of stock count against the shop at TikTok.";
const MONEY = "Moves real money: TikTok pays the buyer from the shop's balance.";

/** `platformStatus` is what order-mapping makes of the order: its word, who ships it, and what the buyer wishes. */
function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const [status = "", ...more] = order.platformStatus.split(" ");
  const isOurs = !more.some((word) => word.startsWith("FULFILLMENT_BY_"));
  return [
    { kind: "status", allowed: false, warnings: [], statuses: [] },
    {
      kind: "fulfil",
      allowed: isOurs && OPEN.has(status),
      warnings: [...(more.includes("TIKTOK") ? [BY_TIKTOK] : []), ...(more.includes(BUYERS_WISH) ? [WISH_FIRST] : [])],
    },
    { kind: "cancel", allowed: isOurs && CANCELLABLE.has(status), warnings: [CANNOT_UNDO] },
    { kind: "refund", allowed: isOurs && REFUNDABLE.has(status), warnings: [MONEY], money: "moves" },
    { kind: "note", allowed: false, warnings: [] },
  ];
}

export const orders: Orders = { sweeps: [changedOrders], get: fetchOrder, options, execute, updateTracking };
