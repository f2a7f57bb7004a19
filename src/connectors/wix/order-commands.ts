/** Intents on an order: approved, cancelled, noted here; shipped and refunded in their own files. */

import type { Message } from "../../commerce/message.ts";
import { isKind } from "../kit/contract/errors.ts";
import { type CommandExecutor, executing } from "../kit/contract/executing.ts";
import { rejected } from "../kit/contract/results.ts";
import { asTree, codeOf, wixCall } from "./client.ts";
import { fulfil } from "./order-fulfil.ts";
import { fetchOrder, type LoadedOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { done } from "./order-steps.ts";
import { message } from "./words.ts";

/** What a refusal of these calls means to a seller (specs: x-application-errors). */
const TEXTS: ReadonlyMap<string, Message> = new Map([
  ["ORDER_HAS_AUTHORIZED_TRANSACTION", message("refused.moneyReserved")],
  ["ORDER_IS_PENDING", message("refused.paymentChecked")],
  ["ORDER_IS_REJECTED", message("refused.orderRejected")],
  ["UNSUPPORTED_TRANSITION", message("refused.waitsForPayment")],
  ["STATUS_NOT_SUPPORTED", message("refused.statusNotTaken")],
]);

const MAX_NOTE = 5_000;
const MAX_MESSAGE = 1_000;

const setStatus: CommandExecutor<"status", LoadedOrder> = async ({ command }, { order, part }, ctx) => {
  if (part.status === command.status)
    return { state: "done", text: message("refused.orderAlready", { status: part.platformStatus }), order: part };
  if (command.status === "cancelled")
    return { state: "unsupported", text: message("refused.cancelOrderCancelCommandAsks") };
  if (command.status !== "confirmed")
    return {
      state: "unsupported",
      text: message("refused.noSuchStatusOrderCompleted"),
    };
  if (order.status !== "PENDING" && order.status !== "INITIALIZED")
    return rejected("transition", message("refused.orderNotApprovedSecondTime", { status: part.platformStatus }));
  try {
    await wixCall(ctx, {
      method: "POST",
      path: `/ecom/v1/orders/${order.id}/update-status`,
      json: { status: "APPROVED" },
      operation: "orders.status",
      safe: true,
      changes: true,
    });
  } catch (error) {
    if (!isKind(error, "rejected") || codeOf(error) !== "STATUS_ALREADY_SET") throw error;
  }
  return done(order.id, message("done.approved"), ctx);
};

const cancel: CommandExecutor<"cancel", LoadedOrder> = async (
  { command },
  { order, part, transactions, fulfillments },
  ctx,
) => {
  if (part.status === "cancelled") return { state: "done", text: message("done.orderAlreadyCancelled"), order: part };
  const body = await wixCall(ctx, {
    method: "POST",
    path: `/ecom/v1/orders/${order.id}/cancel`,
    json: {
      sendOrderCanceledEmail: command.notifyCustomer,
      restockAllItems: command.restock,
      ...(command.notifyCustomer && command.note ? { customMessage: command.note.slice(0, MAX_MESSAGE) } : {}),
    },
    operation: "orders.cancel",
  });
  const after = asTree(body)["order"] ?? undefined;
  return done(order.id, message("done.cancelledNoMoneyReturned"), ctx, { order: after, transactions, fulfillments });
};

const note: CommandExecutor<"note", LoadedOrder> = async (run, { order }, ctx) => {
  const { command } = run;
  if (command.visibleToCustomer) return { state: "unsupported", text: message("refused.apiWritesNoMessagesBuyer") };
  if (command.text.length > MAX_NOTE)
    return rejected("note_length", message("refused.noteMostCharacters", { most: MAX_NOTE }));
  const stands = (order.activities ?? []).some(
    ({ merchantComment }) => merchantComment?.message === command.text.trim(),
  );
  if (run.uncertain && stands) return { state: "done", text: message("refused.noteStandsAlready") };
  await wixCall(ctx, {
    method: "POST",
    path: `/ecom/v1/orders/${order.id}/activities`,
    json: { activity: { merchantComment: { message: command.text } } },
    operation: "orders.note",
  });
  return { state: "done", text: message("done.addedOrderActivities") };
};

/** Carries out a command. */
export const execute = executing<LoadedOrder>({
  read: fetchOrder,
  gone: { code: "order_gone", text: message("refused.orderNoLongerExists") },
  refused(error) {
    if (!isKind(error, "rejected", "unsupported", "conflict")) throw error;
    const code = codeOf(error) || error.kind;
    return rejected(code, TEXTS.get(code) ?? error.userMessage);
  },
  by: { status: setStatus, fulfil, cancel, refund, note },
});
