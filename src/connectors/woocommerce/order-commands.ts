/** Intents on an order, carried out step by step; every remote write is saved before the next. */
import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { CommandOf, CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { asRecord } from "./client.ts";
import { fulfil } from "./order-fulfil.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { addNote, putStatus } from "./order-steps.ts";
import { slugFor } from "./status.ts";
import { say } from "./words.ts";

/** Carries out a command. Rejections come back as a result; only what may be retried is thrown. */
export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const known = await fetchOrder(run.order.key, ctx);
  if (!known) return rejected("order_gone", say("refused.orderNoLongerExistsShop"));
  const { command } = run;
  try {
    switch (command.kind) {
      case "status":
        return await setStatus(command, known, ctx);
      case "fulfil":
        return await fulfil(run, command, known, ctx);
      case "cancel":
        return await cancel(run, command, known, ctx);
      case "refund":
        return await refund(run, command, known, ctx);
      case "note":
        return await note(run, command, known, ctx);
    }
  } catch (error) {
    if (error instanceof ConnectorError && (error.kind === "rejected" || error.kind === "unsupported"))
      return rejected(error.info.kind === "rejected" ? (error.info.code ?? "rejected") : error.kind, error.message);
    throw error;
  }
}

async function setStatus(command: CommandOf<"status">, known: LoadedOrder, ctx: Context): Promise<CommandResult> {
  const { order, part } = known;
  const isMoneyIn = Boolean(order.date_paid_gmt) || part.payment.kind === "cod";
  const slug = slugFor(command.status, isMoneyIn);
  if (slug === null) return { state: "unsupported", text: say("refused.noSuchStatus") };
  if (order.status === slug) return { state: "done", text: say("refused.orderAlready", { status: slug }), order: part };
  // WooCommerce itself refuses no change, and puts stock back on some: the guard is here.
  if (!mayMove(ORDER_TRANSITIONS, part.status, command.status))
    return rejected("transition", say("refused.orderShopNowNotSet", { status: order.status, wanted: slug }));
  const after = await putStatus(known, slug, ctx);
  const isHeld = slug === "on-hold" && command.status !== "on_hold";
  const text = [say("done.statusSet", { status: slug }), ...(isHeld ? [say("done.onHoldUnpaid")] : [])];
  return { state: "done", text, order: after.part };
}

async function cancel(
  run: CommandRun,
  command: CommandOf<"cancel">,
  known: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  const { order, part } = known;
  if (order.status !== "cancelled" && !mayMove(ORDER_TRANSITIONS, part.status, "cancelled"))
    return rejected("transition", say("refused.orderShopCannotCancelledAny", { status: order.status }));
  if (command.note && asRecord(run.saved)["noted"] !== true) {
    await addNote(
      { orderId: order.id, text: command.note, toCustomer: command.notifyCustomer, uncertain: run.uncertain },
      ctx,
    );
    await run.save({ noted: true });
  }
  if (order.status === "cancelled") return { state: "done", text: say("done.orderAlreadyCancelled"), order: part };
  const after = await putStatus(known, "cancelled", ctx);
  const text = [say("done.cancelled"), ...(command.restock ? [] : [say("done.stockPutBack")])];
  return { state: "done", text, order: after.part };
}

async function note(
  run: CommandRun,
  command: CommandOf<"note">,
  known: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  await addNote(
    { orderId: known.order.id, text: command.text, toCustomer: command.visibleToCustomer, uncertain: run.uncertain },
    ctx,
  );
  return { state: "done", text: command.visibleToCustomer ? say("refused.customerSentNote") : say("done.noteAdded") };
}
