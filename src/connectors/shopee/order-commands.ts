/** What may be done with an order of Shopee's; each command begins with the order as it stands there. */

import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { OrderCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type CommandExecutor, executing } from "../kit/contract/executing.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { refundsSince } from "../kit/contract/refund-match.ts";
import { neverOnlyBooked, rejected, unsupported } from "../kit/contract/results.ts";
import { asTree } from "./answer.ts";
import { idNumber } from "./client.ts";
import { fulfil } from "./order-fulfil.ts";
import type { LoadedOrder } from "./order-mapping.ts";
import { loadOrder } from "./order-read.ts";
import { attempt, done } from "./order-steps.ts";
import { meaningOf, readReturns, refundsOf } from "./returns.ts";
import type { Return } from "./schemas.ts";
import { message } from "./words.ts";

type Of<K extends OrderCommand["kind"]> = Extract<OrderCommand, { kind: K }>;

const status: CommandExecutor<"status", LoadedOrder> = async ({ command }, { order }, ctx) => {
  if (order.order_status === "IN_CANCEL" && command.status === "processing")
    return answerBuyer(order.order_sn, "REJECT", ctx);
  if (command.status === "cancelled") return unsupported(message("refused.cancelOrderCancelCommandWants"));
  return unsupported(message("refused.movesOrdersStatusesItselfArrange"));
};

async function answerBuyer(orderKey: string, operation: "ACCEPT" | "REJECT", ctx: Context): Promise<CommandResult> {
  const json = { order_sn: orderKey, operation };
  const answer = await attempt(ctx, {
    path: "order/handle_buyer_cancellation",
    operation: "orders.cancellation",
    json,
  });
  if ("refusal" in answer) return answer.refusal;
  return done(
    orderKey,
    operation === "ACCEPT" ? message("done.buyerCancellationAccepted") : message("done.buyerCancellationRefused"),
    ctx,
  );
}

/** The reasons Shopee takes that a seller may truthfully give from here. */
const REASONS: Readonly<Record<Of<"cancel">["reason"], string | null>> = {
  customer: "CUSTOMER_REQUEST",
  inventory: "OUT_OF_STOCK",
  fraud: null,
  declined: null,
  other: null,
};

/** Shopee refuses a cancellation from here on. */
const UNDER_WAY: ReadonlySet<string> = new Set(["SHIPPED", "TO_CONFIRM_RECEIVE", "COMPLETED", "TO_RETURN"]);

const cancel: CommandExecutor<"cancel", LoadedOrder> = async ({ command }, { order }, ctx) => {
  const { order_sn: key, order_status: word } = order;
  if (word === "CANCELLED") return done(key, message("done.orderCancelled"), ctx);
  if (word === "IN_CANCEL") return answerBuyer(key, "ACCEPT", ctx);
  if (UNDER_WAY.has(word)) return rejected("shipped", message("refused.cancelsNoOrderShipped"));
  const reason = REASONS[command.reason];
  if (reason === null) return rejected("reason", message("refused.takesTwoReasonsSellerCustomer"));
  const items: Json[] = order.item_list.map((line) => ({
    item_id: idNumber(line.item_id),
    model_id: idNumber(line.model_id),
  }));
  const json = { order_sn: key, cancel_reason: reason, ...(reason === "OUT_OF_STOCK" ? { item_list: items } : {}) };
  const answer = await attempt(ctx, { path: "order/cancel_order", operation: "orders.cancel", json });
  return "refusal" in answer ? answer.refusal : done(key, message("done.cancelledWhichPaysBuyerBack"), ctx);
};

const refund: CommandExecutor<"refund", LoadedOrder> = async (run, { order }, ctx) => {
  const { command } = run;
  const key = order.order_sn;
  const returns = (await readReturns([order], ctx)).get(key) ?? [];
  if (!command.moveMoney) return neverOnlyBooked("Shopee");
  // A return that was accepted for something else pays nothing of this refund.
  const isPaid = returns.some((one) => meaningOf(one, ctx) === "accepted" && isAnswered(run, command, one, ctx));
  if (isPaid) return accepted(key, ctx);
  const request = returns.find((one) => one.status === "REQUESTED");
  if (!request) return unsupported(message("refused.paysMoneyBackWhereBuyer"));
  const requested = parseMoney(request.refund_amount, request.currency);
  if (!isAmount(command, request))
    return rejected(
      "amount",
      message("refused.buyerAsksWhichAcceptedFull", { amount: formatDecimal(requested), currency: requested.currency }),
    );
  await run.save({ accepts: request.return_sn });
  const answer = await attempt(ctx, {
    path: "returns/confirm",
    operation: "returns.confirm",
    json: { return_sn: request.return_sn },
  });
  return "refusal" in answer ? answer.refusal : accepted(key, ctx);
};

async function accepted(key: string, ctx: Context): Promise<CommandResult> {
  const result = await done(key, message("done.returnAcceptedPaysBuyerBack"), ctx);
  return result.state === "done" ? { ...result, moneyMoved: true } : result;
}

/** An earlier attempt of this refund set out to accept this return; what was accepted before it was sent is not its own. */
function isAnswered(run: CommandRun, command: Of<"refund">, one: Return, ctx: Context): boolean {
  const accepts = asTree(run.saved)["accepts"];
  if (accepts !== undefined) return accepts === one.return_sn;
  return run.uncertain && isAmount(command, one) && acceptedSince(run, one, ctx);
}

const acceptedSince = (run: CommandRun, one: Return, ctx: Context): boolean =>
  refundsSince(
    run,
    refundsOf([one], () => undefined, ctx),
    ctx,
  ).length > 0;

function isAmount({ amount }: Of<"refund">, { refund_amount, currency }: Return): boolean {
  return amount.currency === currency && amount.minor === parseMoney(refund_amount, currency).minor;
}

const note: CommandExecutor<"note", LoadedOrder> = async ({ command }, { order }, ctx) => {
  if (command.visibleToCustomer) return unsupported(message("refused.passesNoNotesBuyerChat"));
  const before = order.note ?? "";
  if (before.includes(command.text)) return done(order.order_sn, message("done.noteStandsOrder"), ctx);
  const text = before === "" ? command.text : `${before}\n${command.text}`;
  // The same whole text again changes nothing.
  const answer = await attempt(ctx, {
    path: "order/set_note",
    operation: "orders.note",
    json: { order_sn: order.order_sn, note: text },
    safe: true,
    changes: true,
  });
  return "refusal" in answer ? answer.refusal : done(order.order_sn, message("done.addedOrderSellerNote"), ctx);
};

/** Carries out a command. */
export const execute = executing<LoadedOrder>({
  read: loadOrder,
  gone: { code: "gone", text: message("refused.notKnowOrderAnyMore") },
  by: { status, fulfil, cancel, refund, note },
});
