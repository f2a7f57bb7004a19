import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { execute } from "./order-commands.ts";
import { BUYERS_REQUEST } from "./order-mapping.ts";
import { fetchOrder } from "./order-read.ts";
import { changedOrders } from "./order-sweeps.ts";
import { ESSENTIAL_OF_CANCELLATION, ESSENTIAL_OF_ORDER, ESSENTIAL_OF_RETURN } from "./schemas.ts";
import { updateTracking } from "./tracking.ts";
import { message } from "./words.ts";

const OPEN = new Set(["AWAITING_SHIPMENT", "PARTIALLY_SHIPPING"]);
const CANCELLABLE = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT"]);
const REFUNDABLE = new Set(["IN_TRANSIT", "DELIVERED", "COMPLETED"]);

const BY_TIKTOK = message("said.carriesParcelGivesLabelTracking");
const REQUEST_FIRST = message("said.buyerAskedCancelUnitedStates");
const CANNOT_UNDO = message("said.cancellationCannotTakenBackThose");
const MONEY = message("said.movesRealMoneyPaysBuyer");

/** `platformStatus` is what order-mapping makes of the order: its word, who ships it, and what the buyer asks for. */
function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const [status = "", ...more] = order.platformStatus.split(" ");
  const isOurs = !more.some((word) => word.startsWith("FULFILLMENT_BY_"));
  return [
    { kind: "status", allowed: false, warnings: [], statuses: [] },
    {
      kind: "fulfil",
      allowed: isOurs && OPEN.has(status),
      warnings: [
        ...(more.includes("TIKTOK") ? [BY_TIKTOK] : []),
        ...(more.includes(BUYERS_REQUEST) ? [REQUEST_FIRST] : []),
      ],
    },
    { kind: "cancel", allowed: isOurs && CANCELLABLE.has(status), warnings: [CANNOT_UNDO] },
    { kind: "refund", allowed: isOurs && REFUNDABLE.has(status), warnings: [MONEY], money: "moves" },
    { kind: "note", allowed: false, warnings: [] },
  ];
}

export const orders: Orders = {
  essential: {
    "data.orders.*": ESSENTIAL_OF_ORDER,
    "data.return_orders.*": ESSENTIAL_OF_RETURN,
    "data.cancellations.*": ESSENTIAL_OF_CANCELLATION,
  },
  sweeps: [changedOrders],
  get: fetchOrder,
  options,
  execute,
  updateTracking,
};
