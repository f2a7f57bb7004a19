/** Cancelling: before the seller has answered by refusing all lines, later by the operator's leave alone. */
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { rejected } from "../kit/contract/results.ts";
import { write } from "./client.ts";
import type { LoadedOrder } from "./order-mapping.ts";
import { answerLines, done } from "./order-steps.ts";
import { ENDED, SENT, WAITING_ACCEPTANCE } from "./statuses.ts";
import { message } from "./words.ts";

export const cancel: CommandExecutor<"cancel", LoadedOrder> = async (_run, { order }, ctx) => {
  const { order_id: key, order_state: state } = order;
  if (ENDED.has(state)) return done(message("done.cancelled"), key, ctx);
  if (state === WAITING_ACCEPTANCE) {
    await answerLines(order, false, ctx);
    return done(message("done.refused"), key, ctx);
  }
  if (SENT.has(state)) return rejected("shipped", message("refused.shippedAlready"));
  // Many operators leave sellers no right to cancel: they refund instead.
  if (order.can_cancel !== true) return rejected("not_allowed", message("refused.mayNotCancel"));
  await write(ctx, {
    method: "PUT",
    url: `/orders/${encodeURIComponent(key)}/cancel`,
    operation: "orders.cancel",
  });
  return done(message("done.cancelled"), key, ctx);
};
