/** Intents on an order, carried out step by step. */

import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { type CommandExecutor, executing } from "../kit/contract/executing.ts";
import { rejected } from "../kit/contract/results.ts";
import { asTree } from "./client.ts";
import { fulfil } from "./order-fulfil.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { addNote, done, putOrder } from "./order-steps.ts";
import { STATUS_IDS } from "./statuses.ts";
import { message } from "./words.ts";

const setStatus: CommandExecutor<"status", LoadedOrder> = async ({ command }, { order, part }, ctx) => {
  const id = STATUS_IDS[command.status];
  if (order.status_id === id || part.status === command.status)
    return { state: "done", text: message("refused.orderAlready", { status: order.status }), order: part };
  // BigCommerce lets any status become any other: the guard is here.
  if (!mayMove(ORDER_TRANSITIONS, part.status, command.status))
    return rejected("transition", message("refused.orderNowNotSetBack", { status: order.status }));
  await putOrder(order.id, { status_id: id }, ctx);
  return done(order.id, message("done.statusSet"), ctx);
};

const cancel: CommandExecutor<"cancel", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order, part } = existing;
  if (part.status !== "cancelled" && !mayMove(ORDER_TRANSITIONS, part.status, "cancelled"))
    return rejected("transition", message("refused.orderCannotCancelledAnyMore", { status: order.status }));
  if (command.note && asTree(run.saved)["noted"] !== true) {
    await addNote(existing, command.note, run.uncertain, ctx);
    await run.save({ noted: true });
  }
  if (part.status === "cancelled") return { state: "done", text: message("done.orderAlreadyCancelled"), order: part };
  await putOrder(order.id, { status_id: STATUS_IDS.cancelled }, ctx);
  return done(order.id, message("done.cancelledNoMoneyReturned"), ctx);
};

const note: CommandExecutor<"note", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  if (command.visibleToCustomer) return { state: "unsupported", text: message("refused.apiWritesNoMessagesBuyer") };
  await addNote(existing, command.text, run.uncertain, ctx);
  return { state: "done", text: message("done.addedStaffNotes") };
};

/** Carries out a command. */
export const execute = executing<LoadedOrder>({
  read: fetchOrder,
  gone: { code: "order_gone", text: message("refused.orderNoLongerExistsArchived") },
  refused(error) {
    if (error instanceof ConnectorError && ["rejected", "unsupported", "conflict"].includes(error.kind))
      return rejected(error.info.kind === "rejected" ? (error.info.code ?? "rejected") : error.kind, error.userMessage);
    throw error;
  },
  by: { status: setStatus, fulfil, cancel, refund, note },
});
