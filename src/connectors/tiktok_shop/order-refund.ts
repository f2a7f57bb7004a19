/** Refunds: a buyer's open request is answered, else one is made for the seller (sheet section 5). */

import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { afterSalesOf } from "./after-sales.ts";
import { call } from "./client.ts";
import { attempt, done, isAnswer, orderFor } from "./order-steps.ts";
import { linesOf, unitState } from "./order-units.ts";
import type { Order, Return } from "./schemas.ts";
import { returnState } from "./statuses.ts";
import { message } from "./words.ts";

const DEFAULT_REASON = "ecom_order_delivered_refund_reason_missing_product_seller";
const NOT_SHIPPED = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "CANCELLED"]);

export async function refund(run: CommandRun, command: RefundCommand, ctx: Context): Promise<CommandResult> {
  const told = await orderFor(run.order.key, ctx);
  if (isAnswer(told)) return told;
  const { order } = told;
  if (!command.moveMoney) return rejected("books_only", message("refused.cannotNoteRefundWithoutPaying"));
  if (NOT_SHIPPED.has(order.status)) return rejected("not_shipped", message("refused.refundsOrderNotLeftCancelling"));
  const { returns } = (await afterSalesOf([order], ctx)).get(order.id) ?? { returns: [] };
  if (run.uncertain && wasPaid(returns, command, ctx)) return paid("TikTok has this refund already.", order.id, ctx);
  const open = returns.find(({ return_status }) => returnState(return_status, ctx) === "open");
  const failure = open ? await answer(open, { run, command }, ctx) : await create(order, { run, command }, ctx);
  return failure ? rejected(failure.code, failure.text) : paid("TikTok has the refund.", order.id, ctx);
}

/** TikTok pays the buyer from the shop's balance. */
async function paid(text: string, orderKey: string, ctx: Context): Promise<CommandResult> {
  const result = await done(text, orderKey, ctx);
  return result.state === "done" ? { ...result, moneyMoved: true } : result;
}

/** A refund of this very amount that an earlier attempt may have made. */
function wasPaid(returns: readonly Return[], { amount }: RefundCommand, ctx: Context): boolean {
  return returns.some(
    (one) =>
      returnState(one.return_status, ctx) === "granted" &&
      parseMoney(one.refund_amount?.refund_total ?? "0", amount.currency).minor === amount.minor,
  );
}

interface Input {
  readonly run: CommandRun;
  readonly command: RefundCommand;
}

type Failure = { readonly code: string; readonly text: HubText } | null;

/** What TikTok waits for, as it says itself; a sum the buyer did not ask for is not paid unasked. */
async function answer(open: Return, { run, command }: Input, ctx: Context): Promise<Failure> {
  const { amount } = command;
  const asked = open.refund_amount?.refund_total;
  if (asked !== undefined && parseMoney(asked, amount.currency).minor !== amount.minor)
    return {
      code: "amount",
      text: message("refused.otherAmountAsked", { asked, currency: amount.currency }),
    };
  const actions = open.seller_next_action_response.flatMap(({ action }) => action ?? []);
  const decision = actions.includes("SELLER_RESPOND_RECEIVE_PACKAGE")
    ? "APPROVE_RECEIVED_PACKAGE"
    : actions.includes("SELLER_RESPOND_REFUND")
      ? "APPROVE_REFUND"
      : null;
  if (decision === null)
    return {
      code: "not_due",
      text: message("refused.returnUnderWay"),
    };
  const url = `/return_refund/202309/returns/${encodeURIComponent(open.return_id)}/approve`;
  const query = [["idempotency_key", run.idempotencyKey]] as const;
  return attempt(() =>
    call({ method: "POST", url, query, json: { decision }, operation: "returns.approve", safe: true }, ctx),
  );
}

async function create(order: Order, { run, command }: Input, ctx: Context): Promise<Failure> {
  const units = unitsOf(order, command);
  if (units === null) return { code: "lines", text: message("refused.fewerShipped") };
  const reason = ctx.connection.settings.refundReason;
  const json = {
    order_id: order.id,
    ...(units.length === 0 ? {} : { order_line_item_ids: units }),
    return_reason: typeof reason === "string" && reason.trim() !== "" ? reason.trim() : DEFAULT_REASON,
    return_type: "REFUND",
    refund_total: formatDecimal(command.amount),
    currency: command.amount.currency,
  };
  const query = [["idempotency_key", run.idempotencyKey]] as const;
  const url = "/return_refund/202309/returns";
  return attempt(() => call({ method: "POST", url, query, json, operation: "returns.create", safe: true }, ctx));
}

/** Shipped units of the lines named; none named means the whole order. */
function unitsOf(order: Order, { lines }: RefundCommand): string[] | null {
  const all = linesOf(order);
  const found: string[] = [];
  for (const { lineKey, quantity } of lines) {
    const units = all.find(({ key }) => key === lineKey)?.units ?? [];
    const shipped = units.filter((unit) => unitState(unit, order) === "shipped");
    if (shipped.length < quantity) return null;
    found.push(...shipped.slice(0, quantity).map(({ id }) => id));
  }
  return found;
}
