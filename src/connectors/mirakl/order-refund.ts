/** Refunds line by line (OR28): it is not repeatable, so that what stands there is looked at first. */
import { z } from "zod";
import { allocate } from "../../commerce/money.ts";
import type { OrderRefund } from "../../commerce/order.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { amountProblem, unitsProblem, zeroRefund } from "../kit/contract/order-checks.ts";
import type { CommandResult, RunOf } from "../kit/contract/ports.ts";
import { refundedMeanwhile, refundsSince } from "../kit/contract/refund-match.ts";
import { neverOnlyBooked, rejected } from "../kit/contract/results.ts";
import { idText, listOf, parseOutcome } from "../kit/parse/parse.ts";
import type { LoadedOrder } from "./order-mapping.ts";
import { allRefundsOf, ownTaxOf, refundsOf, remittedOf, sumOf, taxesIncluded } from "./order-money.ts";
import type { Line, Order, Tax } from "./order-schemas.ts";
import { done } from "./order-steps.ts";
import { refundReason } from "./reasons.ts";
import { amountRow, itemCharge, numberOf, shippingOf } from "./refund-amounts.ts";
import { ENDED } from "./statuses.ts";
import { message } from "./words.ts";

type Refund = RunOf<"refund">;

/** An operator's consent may take days. */
const POLL_MS = 30 * 60_000;

/** Refunds that stood there before ours was sent, and once it was answered those that are ours. */
const savedSchema = z.object({ before: z.array(z.string()), ids: z.array(z.string()).optional() });
const answerSchema = z.object({ refunds: listOf(z.object({ order_refund_id: idText.nullish(), refund_id: idText })) });

export const refund: CommandExecutor<"refund", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order, part } = existing;
  const { data: saved } = savedSchema.safeParse(run.saved);
  if (saved?.ids) return whatBecame({ ...saved, ids: saved.ids }, existing, ctx);
  if (!command.moveMoney) return neverOnlyBooked("Mirakl");
  const status = allRefundsOf(order);
  const since = saved ? status.filter(({ key }) => !saved.before.includes(key)) : refundsSince(run, status, ctx);
  const there = refundedMeanwhile(command, since, {
    ...{ platform: "Mirakl", moneyMoved: true, order: part },
    // An operator works out the taxes it remits by itself.
    toleranceMinor: 1n,
  });
  if (there) return there.state === "done" ? unlessWaiting(there, since, existing) : there;
  const problem = problemOf(command, existing);
  if (problem) return problem;
  const reason = await refundReason(command.reason, ctx);
  if (reason === undefined) return rejected("reason", message("refused.noRefundReason"));
  const before = status.map(({ key }) => key);
  await run.save({ before });
  const { body } = await ctx.http.json({
    method: "PUT",
    url: "/orders/refund",
    operation: "orders.refund",
    json: { order_tax_mode: order.order_tax_mode, refunds: rowsOf(command, order, reason) },
  });
  const reported = parseOutcome(answerSchema, body, { ctx, what: "the answer to a refund" }).refunds;
  const ids = reported.map(({ order_refund_id: group, refund_id: id }) => group ?? id);
  await run.save({ before, ids });
  return sendRequest(run, { before, ids }, ctx);
};

interface RefundRequest {
  readonly before: readonly string[];
  readonly ids: readonly string[];
}

/** Of one that stands there: not before the operator has paid. */
function unlessWaiting(there: CommandResult, since: readonly OrderRefund[], { order }: LoadedOrder): CommandResult {
  const moved = new Set(refundsOf(order).map(({ key }) => key));
  const waiting = since.filter(({ key }) => !moved.has(key)).map(({ key }) => key);
  return waiting.length === since.length ? pending({ before: [], ids: waiting }) : there;
}

async function sendRequest(run: Refund, saved: RefundRequest, ctx: Context): Promise<CommandResult> {
  const result = await done(message("done.refunded"), run.order.key, ctx);
  if (result.state !== "done") return result;
  const isMoved = saved.ids.every((id) => result.order?.refunds.some(({ key }) => key === id));
  return isMoved ? { ...result, moneyMoved: true } : pending(saved);
}

const pending = ({ before, ids }: RefundRequest): CommandResult => ({
  state: "pending",
  saved: { before, ids },
  pollAfterMs: POLL_MS,
});

/** Of a refund that waited for the operator. */
async function whatBecame(saved: RefundRequest, { order }: LoadedOrder, ctx: Context): Promise<CommandResult> {
  const keysOf = (refunds: readonly OrderRefund[]) => new Set(refunds.map(({ key }) => key));
  const [all, moved] = [keysOf(allRefundsOf(order)), keysOf(refundsOf(order))];
  if (saved.ids.some((id) => !all.has(id))) return rejected("declined", message("refused.refundTakenBack"));
  if (!saved.ids.every((id) => moved.has(id))) return pending(saved);
  const result = await done(message("done.refunded"), order.order_id, ctx);
  return result.state === "done" ? { ...result, moneyMoved: true } : result;
}

function problemOf(command: RefundCommand, { order, part }: LoadedOrder): CommandResult | null {
  const { currency, totalMinor, currentTotalMinor } = part.totals;
  const back = part.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const leftMinor = currentTotalMinor ?? (totalMinor ?? 0n) - back;
  const wrong = amountProblem(command, { currency, leftMinor });
  if (wrong) return rejected("amount", wrong);
  if (command.amount.minor <= 0n) return rejected("amount", zeroRefund());
  const left = part.lines.map(({ key, title, quantity }) => ({ key, title, left: quantity }));
  const tooMany = unitsProblem(
    command.lines.filter(({ quantity }) => quantity > 0),
    left,
  );
  if (tooMany) return rejected("units", tooMany);
  if (linesOf(command, order).some(({ line }) => line.can_refund === false))
    return rejected("not_allowed", message("refused.mayNotRefund"));
  // With taxes of the whole order the share of a line is the marketplace's to work out.
  if (order.order_taxes.length > 0 && !taxesIncluded(order))
    return rejected("order_taxes", message("refused.taxesOfOrder"));
  return null;
}

interface Part {
  readonly line: Line;
  readonly quantity: number;
}

/** The lines of the command; of one that names none, all that are sold. */
function linesOf({ lines }: RefundCommand, order: Order): readonly Part[] {
  const named = lines.filter(({ quantity }) => quantity > 0);
  const live = order.order_lines.filter(({ order_line_state: state }) => !ENDED.has(state));
  if (named.length === 0) return live.map((line) => ({ line, quantity: 0 }));
  return live.flatMap((line) => {
    const quantity = named.reduce((sum, one) => sum + (one.lineKey === line.order_line_id ? one.quantity : 0), 0);
    return quantity === 0 ? [] : [{ line, quantity }];
  });
}

/** The sum over the lines, by what their units cost; shipping by what each line's shipping cost. */
function rowsOf(command: RefundCommand, order: Order, reason: string): Json[] {
  const { currency_iso_code: currency } = order;
  const parts = linesOf(command, order);
  const shippingMinor = command.shippingMinor ?? 0n;
  const isIncluded = taxesIncluded(order);
  const ownOf = (amount: string, taxes: readonly Tax[]) =>
    sumOf([{ amount }], currency) + (isIncluded ? -remittedOf(taxes, currency) : ownTaxOf(taxes, currency));
  const itemsOf = ({ line, quantity }: Part) => {
    const all = ownOf(line.price, line.taxes);
    return quantity === 0 ? all : (all * BigInt(quantity)) / BigInt(line.quantity);
  };
  const itemsTotal = allocate(command.amount.minor - shippingMinor, parts.map(itemsOf));
  const shipping = allocate(
    shippingMinor,
    parts.map(({ line }) => ownOf(line.shipping_price, line.shipping_taxes)),
  );
  return parts.map((part, index): Json => {
    const { line, quantity } = part;
    // What is more than the goods cost was a fee of the line.
    const most = itemsOf(part);
    const given = itemsTotal[index] ?? 0n;
    const feeMinor = line.fees.length > 0 && given > most ? given - most : 0n;
    const [amount, taxes] = amountRow(given - feeMinor, itemCharge(line), { currency, isIncluded });
    const shares = amountRow(shipping[index] ?? 0n, shippingOf(line), { currency, isIncluded });
    const fees = allocate(
      feeMinor,
      line.fees.map((one) => sumOf([one], currency)),
    );
    return {
      order_line_id: line.order_line_id,
      amount,
      shipping_amount: shares[0],
      reason_code: reason,
      currency_iso_code: currency,
      ...(quantity > 0 ? { quantity } : {}),
      ...(taxes.length > 0 ? { taxes } : {}),
      ...(shares[1].length > 0 ? { shipping_taxes: shares[1] } : {}),
      ...(feeMinor > 0n
        ? { fees: line.fees.map(({ code }, at) => ({ code, amount: numberOf(fees[at] ?? 0n, currency) })) }
        : {}),
    };
  });
}
