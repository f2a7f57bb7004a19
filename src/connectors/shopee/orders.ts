import type { OrderPart } from "../../commerce/order.ts";
import type { CommandOrder, Orders, Sweep } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { execute } from "./order-commands.ts";
import { changedOrders, loadOrder, loadParts } from "./order-read.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_RETURN, ESSENTIAL_OF_SETTLEMENT } from "./schemas.ts";
import { walkWindows } from "./windows.ts";
import { message } from "./words.ts";

const changed: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 5 * 60_000,
  run: (input, ctx) => walkWindows(changedOrders, input, ctx),
};

/** Orders under way are read again: nobody promises that the list by time is whole. */
const open: Sweep<OrderPart> = {
  id: "open",
  mode: "open_ids",
  everyMs: 6 * 3_600_000,
  async *run({ openIds = [] }, ctx) {
    for (const keys of chunks(openIds, 50)) yield { ...(await loadParts(keys, ctx)), cursor: "", safeToSave: true };
  },
};

const SHIPPABLE: ReadonlySet<string> = new Set(["READY_TO_SHIP", "RETRY_SHIP", "PROCESSED"]);
const CANCELLABLE: ReadonlySet<string> = new Set([
  "UNPAID",
  "PENDING",
  "INVOICE_PENDING",
  "READY_TO_SHIP",
  "IN_CANCEL",
]);

function options({ platformStatus: word }: CommandOrder): ReturnType<Orders["options"]> {
  const isRequested = word === "IN_CANCEL";
  return [
    {
      kind: "status",
      allowed: isRequested,
      statuses: isRequested ? ["processing"] : [],
      warnings: isRequested ? [message("warning.refusesBuyerWishCancelTells")] : [],
    },
    {
      kind: "fulfil",
      allowed: SHIPPABLE.has(word),
      warnings: [message("warning.arrangesShipmentFirstPickupTime"), message("warning.ownChannelsMakeTrackingNumber")],
    },
    {
      kind: "cancel",
      allowed: CANCELLABLE.has(word),
      warnings: [
        isRequested
          ? message("warning.acceptsBuyerWishCancel")
          : message("warning.takesCancellationBeforeOrderShipped"),
        message("warning.tellsBuyerReturnsWhatPaid"),
      ],
    },
    {
      kind: "refund",
      allowed: word === "TO_RETURN",
      warnings: [message("warning.acceptsBuyerReturnRequestFull")],
      money: "moves",
    },
    { kind: "note", allowed: true, warnings: [message("warning.keptOrderSellerNoteBuyer")] },
  ];
}

export const orders: Orders = {
  essential: {
    "response.order_list.*": ESSENTIAL_OF_ORDER,
    "response.success_list.*": [],
    response: [...ESSENTIAL_OF_RETURN, ...ESSENTIAL_OF_SETTLEMENT],
  },
  sweeps: [changed, open],
  get: partBy(loadOrder),
  options,
  execute,
};
