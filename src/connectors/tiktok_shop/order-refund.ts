/** Refunds: a buyer's open request is answered, else one is made for the seller (sheet section 5). */

import { z } from "zod";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { likeText, type PriorRefund, refundedMeanwhile, refundsSince } from "../kit/contract/refund-match.ts";
import { neverOnlyBooked, rejected } from "../kit/contract/results.ts";
import { afterSalesOf } from "./after-sales.ts";
import { call } from "./client.ts";
import { fetchOrder } from "./order-read.ts";
import { attempt, done, isAnswer, orderFor } from "./order-steps.ts";
import { linesOf, unitState } from "./order-units.ts";
import type { Order, Return } from "./schemas.ts";
import { returnState } from "./statuses.ts";
import { message } from "./words.ts";

const DEFAULT_REASON = "ecom_order_delivered_refund_reason_missing_product_seller";
const NOT_SHIPPED = new Set(["UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "CANCELLED"]);

/** What an attempt set out to do: another one does the same, and knows its own claim again. */
const savedSchema = z.object({
  /** Claims that stood there before; one that is answered is none of them. */
  before: z.array(z.string()),
  /** Of a claim of our own. */
  units: z.array(z.string()).optional(),
});

export async function refund(run: CommandRun, command: RefundCommand, ctx: Context): Promise<CommandResult> {
  const reported = await orderFor(run.order.key, ctx);
  if (isAnswer(reported)) return reported;
  const { order } = reported;
  if (!command.moveMoney) return neverOnlyBooked("TikTok Shop");
  if (NOT_SHIPPED.has(order.status)) return rejected("not_shipped", message("refused.refundsOrderNotLeftCancelling"));
  const { returns } = (await afterSalesOf([order], ctx)).get(order.id) ?? { returns: [] };
  const input = { order, returns, run, command };
  const there = standing(input, ctx);
  if (there) return { ...there, order: (await fetchOrder(order.id, ctx)) ?? undefined };
  const open = returns.find(({ return_status }) => returnState(return_status, ctx) === "open");
  const failure = open ? await answer(open, input, ctx) : await create(input, ctx);
  return failure ? rejected(failure.code, failure.text) : paid(message("done.hasRefund"), order.id, ctx);
}

/** TikTok pays the buyer from the shop's balance. */
async function paid(text: AnswerText, orderKey: string, ctx: Context): Promise<CommandResult> {
  const result = await done(text, orderKey, ctx);
  return result.state === "done" ? { ...result, moneyMoved: true } : result;
}

interface Input {
  readonly order: Order;
  readonly returns: readonly Return[];
  readonly run: CommandRun;
  readonly command: RefundCommand;
}

/**
 * What changed since the command was sent: a buyer's request that an earlier attempt answered is older. One still open that
 * waits for nothing of the seller's is on its way, and no word says whether it is paid.
 */
function standing(
  { order, returns, run, command }: Input,
  ctx: Context,
): Extract<CommandResult, { state: "done" | "uncertain" }> | null {
  const { amount, lines } = command;
  const since = returns.filter((one) => mayBeOurs(run, statusOf(order, one, amount.currency), amount, ctx));
  const granted = since
    .filter(({ return_status }) => returnState(return_status, ctx) === "granted")
    .map((one) => statusOf(order, one, amount.currency));
  // Nothing was sent, or an older version sent it without noting when: an equal one is a person's to judge.
  const [unclear] = run.sentAt === undefined && run.saved === null ? granted : [];
  if (unclear) return { state: "uncertain", text: likeText("TikTok", amount, unclear) };
  const how = { platform: "TikTok", moneyMoved: true, namesUnits: lines.length > 0 };
  const there = refundedMeanwhile(command, granted, how);
  if (there?.state === "done" || there?.state === "uncertain") return there;
  const isOnItsWay = since.some(
    (one) =>
      returnState(one.return_status, ctx) === "open" &&
      actionsOf(one).length === 0 &&
      statusOf(order, one, amount.currency).amountMinor === amount.minor,
  );
  return isOnItsWay ? { state: "uncertain", text: likeText("TikTok", amount, { amountMinor: amount.minor }) } : null;
}

/**
 * Stands since an earlier attempt, whoever made it. Commands of older versions have noted no claims that stood before, and
 * some no time at which they were sent: of these only the amount is known.
 */
function mayBeOurs(run: CommandRun, one: PriorRefund, amount: RefundCommand["amount"], ctx: Context): boolean {
  const { data: saved } = savedSchema.safeParse(run.saved);
  if (saved) return !saved.before.includes(one.key);
  if (run.sentAt === undefined) return run.uncertain && one.amountMinor === amount.minor;
  return refundsSince(run, [one], ctx).length > 0;
}

const unitsIn = ({ return_line_items: items }: Return): readonly string[] =>
  items.flatMap(({ order_line_item_id: id }) => id ?? []);

function statusOf(order: Order, one: Return, currency: string): PriorRefund {
  const ids = new Set(unitsIn(one));
  return {
    key: one.return_id,
    amountMinor: parseMoney(one.refund_amount?.refund_total ?? "0", currency).minor,
    at: new Date(one.update_time * 1000).toISOString(),
    lines: linesOf(order).flatMap(({ key, units }) => {
      const quantity = units.filter(({ id }) => ids.has(id)).length;
      return quantity > 0 ? [{ lineKey: key, quantity, restocked: null }] : [];
    }),
  };
}

const actionsOf = (one: Return): readonly string[] =>
  one.seller_next_action_response.flatMap(({ action }) => action ?? []);

type Failure = { readonly code: string; readonly text: AnswerText } | null;

/** What TikTok waits for, as it says itself; a sum the buyer did not ask for is not paid unasked. */
async function answer(open: Return, { returns, run, command }: Input, ctx: Context): Promise<Failure> {
  const { amount } = command;
  const requested = open.refund_amount?.refund_total;
  if (requested !== undefined && parseMoney(requested, amount.currency).minor !== amount.minor)
    return {
      code: "amount",
      text: message("refused.otherAmountAsked", { asked: requested, currency: amount.currency }),
    };
  const actions = actionsOf(open);
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
  await run.save({ before: returns.flatMap(({ return_id: id }) => (id === open.return_id ? [] : [id])) });
  const url = `/return_refund/202309/returns/${encodeURIComponent(open.return_id)}/approve`;
  const query = [["idempotency_key", run.idempotencyKey]] as const;
  return attempt(() => call({ method: "POST", url, query, json: { decision }, operation: "returns.approve" }, ctx));
}

async function create(input: Input, ctx: Context): Promise<Failure> {
  const { order, returns, run, command } = input;
  const started = savedSchema.safeParse(run.saved).data?.units;
  const units = started ?? unitsOf(input, ctx);
  if (units === null) return { code: "lines", text: message("refused.fewerShipped") };
  if (!started) await run.save({ before: returns.map(({ return_id: id }) => id), units });
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
  return attempt(() => call({ method: "POST", url, query, json, operation: "returns.create" }, ctx));
}

/** Shipped units of the lines named that no claim stands for; none named means the whole order. */
function unitsOf({ order, returns, command }: Input, ctx: Context): string[] | null {
  const claimed = new Set(
    returns.flatMap((one) => (returnState(one.return_status, ctx) === "void" ? [] : unitsIn(one))),
  );
  const all = linesOf(order);
  const found: string[] = [];
  for (const { lineKey, quantity } of command.lines) {
    const units = all.find(({ key }) => key === lineKey)?.units ?? [];
    const left = units.filter((unit) => unitState(unit, order) === "shipped" && !claimed.has(unit.id));
    if (left.length < quantity) return null;
    found.push(...left.slice(0, quantity).map(({ id }) => id));
  }
  return found;
}
