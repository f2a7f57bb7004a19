/** Intents on an order, carried out step by step; every remote write is saved before the next. */

import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { type CommandExecutor, executing } from "../kit/contract/executing.ts";
import { rejected } from "../kit/contract/results.ts";
import { asRecord } from "./client.ts";
import { fulfil } from "./order-fulfil.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { addNote, putStatus } from "./order-steps.ts";
import { slugFor } from "./statuses.ts";
import { message } from "./words.ts";

const setStatus: CommandExecutor<"status", LoadedOrder> = async ({ command }, existing, ctx) => {
  const { order, part } = existing;
  const isMoneyIn = Boolean(order.date_paid_gmt) || part.payment.kind === "cod";
  const slug = slugFor(command.status, isMoneyIn);
  if (slug === null) return { state: "unsupported", text: message("refused.noSuchStatus") };
  if (order.status === slug)
    return { state: "done", text: message("refused.orderAlready", { status: slug }), order: part };
  // WooCommerce itself refuses no change, and puts stock back on some: the guard is here.
  if (!mayMove(ORDER_TRANSITIONS, part.status, command.status))
    return rejected("transition", message("refused.orderShopNowNotSet", { status: order.status, wanted: slug }));
  const after = await putStatus(existing, slug, ctx);
  const isHeld = slug === "on-hold" && command.status !== "on_hold";
  const text = [message("done.statusSet", { status: slug }), ...(isHeld ? [message("done.onHoldUnpaid")] : [])];
  return { state: "done", text, order: after.part };
};

const cancel: CommandExecutor<"cancel", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order, part } = existing;
  if (order.status !== "cancelled" && !mayMove(ORDER_TRANSITIONS, part.status, "cancelled"))
    return rejected("transition", message("refused.orderShopCannotCancelledAny", { status: order.status }));
  if (command.note && asRecord(run.saved)["noted"] !== true) {
    await addNote(
      { orderId: order.id, text: command.note, toCustomer: command.notifyCustomer, uncertain: run.uncertain },
      ctx,
    );
    await run.save({ noted: true });
  }
  if (order.status === "cancelled") return { state: "done", text: message("done.orderAlreadyCancelled"), order: part };
  const after = await putStatus(existing, "cancelled", ctx);
  const text = [message("done.cancelled"), ...(command.restock ? [] : [message("done.stockPutBack")])];
  return { state: "done", text, order: after.part };
};

const note: CommandExecutor<"note", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  await addNote(
    { orderId: existing.order.id, text: command.text, toCustomer: command.visibleToCustomer, uncertain: run.uncertain },
    ctx,
  );
  return {
    state: "done",
    text: command.visibleToCustomer ? message("refused.customerSentNote") : message("done.noteAdded"),
  };
};

/** Carries out a command, step by step. */
export const execute = executing<LoadedOrder>({
  read: fetchOrder,
  gone: { code: "order_gone", text: message("refused.orderNoLongerExistsShop") },
  refused(error) {
    if (error instanceof ConnectorError && (error.kind === "rejected" || error.kind === "unsupported"))
      return rejected(error.info.kind === "rejected" ? (error.info.code ?? "rejected") : error.kind, error.userMessage);
    throw error;
  },
  by: { status: setStatus, fulfil, cancel, refund, note },
});
