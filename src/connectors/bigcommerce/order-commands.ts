/** Intents on an order, carried out step by step. */
import { mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { CommandOf, CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { asTree } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { refund } from "./order-refund.ts";
import { fulfil } from "./order-ship.ts";
import { addNote, done, putOrder } from "./order-steps.ts";
import { STATUS_IDS } from "./status.ts";
import { say } from "./words.ts";

/** Carries out a command. Rejections come back as a result; only what may be retried is thrown. */
export async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const known = await fetchOrder(run.order.key, ctx);
  if (!known) return rejected("order_gone", say("refused.orderNoLongerExistsArchived"));
  try {
    return await carryOut(run, known, ctx);
  } catch (error) {
    if (error instanceof ConnectorError && ["rejected", "unsupported", "conflict"].includes(error.kind))
      return rejected(error.info.kind === "rejected" ? (error.info.code ?? "rejected") : error.kind, error.message);
    throw error;
  }
}

async function carryOut(run: CommandRun, known: LoadedOrder, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "status":
      return setStatus(command, known, ctx);
    case "fulfil":
      return fulfil(run, command, known, ctx);
    case "cancel":
      return cancel(run, command, known, ctx);
    case "refund":
      return refund(run, command, known, ctx);
    case "note":
      return note(run, command, known, ctx);
  }
}

async function setStatus(
  command: CommandOf<"status">,
  { order, part }: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  const id = STATUS_IDS[command.status];
  if (order.status_id === id || part.status === command.status)
    return { state: "done", text: say("refused.orderAlready", { status: order.status }), order: part };
  // BigCommerce lets any status become any other: the guard is here.
  if (!mayMove(ORDER_TRANSITIONS, part.status, command.status))
    return rejected("transition", say("refused.orderNowNotSetBack", { status: order.status }));
  await putOrder(order.id, { status_id: id }, ctx);
  return done(order.id, say("done.statusSet"), ctx);
}

async function cancel(
  run: CommandRun,
  command: CommandOf<"cancel">,
  known: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  const { order, part } = known;
  if (part.status !== "cancelled" && !mayMove(ORDER_TRANSITIONS, part.status, "cancelled"))
    return rejected("transition", say("refused.orderCannotCancelledAnyMore", { status: order.status }));
  if (command.note && asTree(run.saved)["noted"] !== true) {
    await addNote(known, command.note, run.uncertain, ctx);
    await run.save({ noted: true });
  }
  if (part.status === "cancelled") return { state: "done", text: say("done.orderAlreadyCancelled"), order: part };
  await putOrder(order.id, { status_id: STATUS_IDS.cancelled }, ctx);
  return done(order.id, say("done.cancelledNoMoneyReturned"), ctx);
}

async function note(
  run: CommandRun,
  command: CommandOf<"note">,
  known: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  if (command.visibleToCustomer) return { state: "unsupported", text: say("refused.apiWritesNoMessagesBuyer") };
  await addNote(known, command.text, run.uncertain, ctx);
  return { state: "done", text: say("done.addedStaffNotes") };
}
