/** What may be done with an order; each command begins with the order as it stands there. */
import { type CommandExecutor, executing } from "../kit/contract/executing.ts";
import type { CommandOrder, Orders } from "../kit/contract/ports.ts";
import { refusal, rejected, unsupported } from "../kit/contract/results.ts";
import { cancel } from "./cancel.ts";
import { fulfil } from "./order-fulfil.ts";
import { isMerchants, type LoadedOrder } from "./order-mapping.ts";
import { loadOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { acknowledge, done, isUnanswered } from "./order-steps.ts";
import { ACKNOWLEDGED, CANCELLED, CREATED } from "./statuses.ts";
import { message } from "./words.ts";

export function options({ platformStatus: state, lines }: CommandOrder): ReturnType<Orders["options"]> {
  const isOpen = state === CREATED || state === ACKNOWLEDGED;
  const hasLeft = lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0);
  return [
    {
      kind: "status",
      allowed: state === CREATED,
      statuses: state === CREATED ? ["confirmed"] : [],
      warnings: state === CREATED ? [message("warning.acknowledges")] : [],
    },
    { kind: "fulfil", allowed: isOpen, warnings: [message("warning.shippingCharges")] },
    { kind: "cancel", allowed: isOpen, warnings: [message("warning.cancelCounts")] },
    { kind: "refund", allowed: hasLeft, warnings: [message("warning.refundMovesMoney")], money: "moves" },
    { kind: "note", allowed: false, warnings: [] },
  ];
}

const status: CommandExecutor<"status", LoadedOrder> = async ({ command }, { order, part }, ctx) => {
  if (command.status === "cancelled") return unsupported(message("refused.useCancel"));
  if (command.status !== "confirmed") return unsupported(message("refused.movesItself"));
  if (part.platformStatus === CANCELLED) return rejected("cancelled", message("refused.cancelled"));
  if (!isMerchants(order)) return rejected("fulfilled_elsewhere", message("refused.walmartShips"));
  if (isUnanswered(order)) await acknowledge(order, ctx);
  return done(message("done.acknowledged"), order.purchaseOrderId, ctx);
};

const note: CommandExecutor<"note", LoadedOrder> = async () => unsupported(message("refused.noNotes"));

export const execute: Orders["execute"] = executing<LoadedOrder>({
  by: { cancel, fulfil, note, refund, status },
  read: loadOrder,
  refused: refusal,
  gone: { code: "unknown_order", text: message("refused.unknownOrder") },
});
