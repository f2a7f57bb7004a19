/** Refunds: Wix says first which payments it can pay back itself; the rest is only booked, as paid back elsewhere. */

import { message as hubMessage, type Message } from "../../commerce/message.ts";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { amountProblem, moneyLeft, zeroRefund } from "../kit/contract/order-checks.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { refundedMeanwhile } from "../kit/contract/refund-match.ts";
import { rejected } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { asTree, wixCall, wixQuery } from "./client.ts";
import { type LoadedOrder, type ReportedOrder, transactionsIn } from "./order-read.ts";
import { refundabilitySchema } from "./order-schemas.ts";
import { done } from "./order-steps.ts";
import { message } from "./words.ts";

const MAX_REASON = 200;

interface Source {
  readonly paymentId: string;
  /** What may still be paid back. */
  readonly mostMinor: bigint;
  /** False: Wix only books it (cash, a terminal, an expired card payment). */
  readonly byWix: boolean;
}

interface Share {
  readonly paymentId: string;
  readonly minor: bigint;
  readonly external: boolean;
}

async function sourcesOf({ order, transactions }: LoadedOrder, ctx: Context): Promise<readonly Source[]> {
  const body = await wixQuery(ctx, "payments.refundability", "/ecom/v1/order-billing/get-order-refundability", {
    orderId: order.id,
  });
  const { payments } = parseResponse(refundabilitySchema, body, { ctx, what: "what can be refunded" });
  const paid = new Map((transactions.payments ?? []).map((payment) => [payment.id, payment.amount.amount]));
  return (payments ?? []).flatMap(({ payment, refundable, nonRefundable }) => {
    if (!payment || nonRefundable) return [];
    const most = payment.monetary?.maxRefund?.amount ?? paid.get(payment.paymentId) ?? "0";
    const mostMinor = parseMoney(most, order.currency).minor;
    return mostMinor > 0n ? [{ paymentId: payment.paymentId, mostMinor, byWix: refundable === true }] : [];
  });
}

/** The amount over the payments, first those Wix pays back itself. Text: why it cannot be. */
export function sharesOf(command: RefundCommand, sources: readonly Source[]): readonly Share[] | Message {
  const usable = command.moveMoney ? sources.filter(({ byWix }) => byWix) : sources;
  const sorted = [...usable].sort((a, b) => Number(b.byWix) - Number(a.byWix));
  const shares: Share[] = [];
  let left = command.amount.minor;
  for (const { paymentId, mostMinor } of sorted) {
    const minor = smaller(left, mostMinor);
    if (minor > 0n) shares.push({ paymentId, minor, external: !command.moveMoney });
    left -= minor;
  }
  if (left === 0n && shares.length > 0) return shares;
  const possible = command.amount.minor - left;
  const { currency } = command.amount;
  if (command.moveMoney && sources.some(({ byWix }) => !byWix))
    return message("refused.restNotPaidThroughWix", { amount: formatDecimal(money(possible, currency)), currency });
  return moneyLeft(possible, currency);
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** Refunds of the order now, so that one made by an attempt without an answer is met again. */
const refundIds = ({ transactions }: LoadedOrder): readonly string[] =>
  (transactions.refunds ?? []).map(({ id }) => id);

function before(saved: Json): readonly string[] | null {
  const ids = asTree(saved)["before"];
  return Array.isArray(ids) ? ids.map(String) : null;
}

export const refund: CommandExecutor<"refund", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order } = existing;
  const seen = before(run.saved);
  const { part } = existing;
  const since = seen === null ? [] : part.refunds.filter(({ key }) => !seen.includes(key));
  const { moveMoney: moneyMoved } = command;
  const there = refundedMeanwhile(command, since, { platform: "Wix", moneyMoved, order: part });
  if (there) return there;
  if (command.amount.minor <= 0n) return rejected("amount", zeroRefund());
  const problem = amountProblem(command, { currency: order.currency });
  if (problem) return rejected("currency", problem);
  const shares = sharesOf(command, await sourcesOf(existing, ctx));
  if ("code" in shares) return rejected("not_refundable", shares);
  if (seen === null) await run.save({ before: [...refundIds(existing)] });
  const body = await wixCall(ctx, {
    method: "POST",
    path: "/ecom/v1/order-billing/refund-payments",
    json: bodyOf(command, shares, order.id),
    operation: "payments.refund",
  });
  const text = command.moveMoney
    ? message("done.refunded")
    : hubMessage("platform.refund.bookedOnly", { platform: "Wix" });
  // Refunding moves no parcels.
  return booked(order.id, command, text, ctx, {
    transactions: transactionsIn(body),
    fulfillments: existing.fulfillments,
  });
};

/** Money moves through Wix for the whole amount or for nothing of it: another way of paying is refused before. */
async function booked(
  id: string,
  { moveMoney }: RefundCommand,
  text: AnswerText,
  ctx: Context,
  reported: ReportedOrder = {},
): Promise<CommandResult> {
  const result = await done(id, text, ctx, reported);
  return result.state === "done" ? { ...result, moneyMoved: moveMoney } : result;
}

/** Each line once: some of its units may come back and others not. */
function unitsOf(lines: RefundCommand["lines"]): { readonly lineItemId: string; readonly quantity: number }[] {
  const units = new Map<string, number>();
  for (const { lineKey, quantity } of lines) units.set(lineKey, (units.get(lineKey) ?? 0) + quantity);
  return [...units].flatMap(([lineItemId, quantity]) => (quantity > 0 ? [{ lineItemId, quantity }] : []));
}

function bodyOf(command: RefundCommand, shares: readonly Share[], orderId: string): Json {
  const { currency } = command.amount;
  const amount = (minor: bigint) => ({ amount: formatDecimal(money(minor, currency)) });
  const lines = unitsOf(command.lines);
  const back = unitsOf(command.lines.filter(({ restock }) => restock));
  const shipping = command.shippingMinor ?? 0n;
  return {
    orderId,
    paymentRefunds: shares.map(({ paymentId, minor, external }) => ({
      paymentId,
      amount: amount(minor),
      externalRefund: external,
    })),
    refundItems: {
      lineItems: lines,
      ...(shipping > 0n ? { shipping: { amount: amount(shipping) } } : {}),
    },
    sideEffects: {
      restock: { lineItems: back },
      notifications: { sendCustomerEmail: command.notifyCustomer === true },
    },
    ...(command.reason ? { customerReason: command.reason.slice(0, MAX_REASON) } : {}),
  };
}
