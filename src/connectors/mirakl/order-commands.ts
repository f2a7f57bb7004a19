/** What may be done with an order; each command begins with the order as it stands there. */
import { type CommandExecutor, executing } from "../kit/contract/executing.ts";
import type { CommandOrder, CommandResult, Orders } from "../kit/contract/ports.ts";
import { refusal, rejected, unsupported } from "../kit/contract/results.ts";
import { cancel } from "./cancel.ts";
import { fulfil } from "./order-fulfil.ts";
import type { LoadedOrder } from "./order-mapping.ts";
import { loadOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { answerLines, done } from "./order-steps.ts";
import { ENDED, SENT, SHIPPING, UNANSWERED, WAITING_ACCEPTANCE } from "./statuses.ts";
import { message } from "./words.ts";

/** Orders the buyer was charged for; whether each line may be refunded is asked when it is. */
const REFUNDABLE: ReadonlySet<string> = new Set([SHIPPING, "SHIPPED", "TO_COLLECT", "RECEIVED"]);

export function options({ platformStatus: state }: CommandOrder): ReturnType<Orders["options"]> {
  const isWaiting = state === WAITING_ACCEPTANCE;
  return [
    {
      kind: "status",
      allowed: isWaiting,
      statuses: isWaiting ? ["confirmed"] : [],
      warnings: isWaiting ? [message("warning.acceptsAllLines")] : [],
    },
    { kind: "fulfil", allowed: state === SHIPPING, warnings: [message("warning.shipsTellsBuyer")] },
    {
      kind: "cancel",
      allowed: !SENT.has(state) && !ENDED.has(state) && state !== "STAGING",
      warnings: [isWaiting ? message("warning.refusesOrder") : message("warning.cancelsWhole")],
    },
    {
      kind: "refund",
      allowed: REFUNDABLE.has(state),
      warnings: [message("warning.refundMovesMoney")],
      money: "moves",
    },
    { kind: "note", allowed: false, warnings: [] },
  ];
}

const status: CommandExecutor<"status", LoadedOrder> = async ({ command }, { order }, ctx): Promise<CommandResult> => {
  const { order_id: key, order_state: state } = order;
  if (command.status === "cancelled") return unsupported(message("refused.useCancel"));
  if (command.status !== "confirmed") return unsupported(message("refused.movesItself"));
  if (ENDED.has(state)) return rejected("ended", message("refused.ended"));
  // Accepted before, by an attempt whose answer was lost or by hand.
  if (!UNANSWERED.has(state)) return done(message("done.accepted"), key, ctx);
  if (state !== WAITING_ACCEPTANCE) return rejected("staging", message("refused.staging"));
  await answerLines(order, true, ctx);
  return done(message("done.accepted"), key, ctx);
};

export const execute: Orders["execute"] = executing<LoadedOrder>({
  read: loadOrder,
  gone: { code: "unknown_order", text: message("refused.unknownOrder") },
  refused: refusal,
  by: {
    status,
    fulfil,
    cancel,
    refund,
    note: async () => unsupported(message("refused.noNotes")),
  },
});
