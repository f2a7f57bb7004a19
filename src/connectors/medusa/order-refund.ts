/**
 * Refunds. Units that go back into stock come back by a return, which is received before the money: the shop takes their
 * worth out of the order then, and would owe it a second time after a refund. What was refunded before the command is saved
 * first, and a refund beyond it is taken for the one whose answer was lost.
 */
import { z } from "zod";
import { decimalText } from "../../commerce/decimal.ts";
import { currencyExponent } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { likeText } from "../kit/contract/refund-match.ts";
import { neverOnlyBooked, rejected } from "../kit/contract/results.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { DECIMAL_PLACES, fixed, minorOf } from "./amounts.ts";
import { post } from "./client.ts";
import { BY_HAND } from "./order-mapping.ts";
import { type Refunding, receiveBack } from "./order-return.ts";
import type { MedusaOrder } from "./schemas.ts";
import { capturedOf, paymentsOf, refundedOf } from "./statuses.ts";
import { message } from "./words.ts";

const savedSchema = z.object({
  /** Refunds that stood there before. */
  before: z.array(z.string()),
  /** What is to be paid back of which payment, as decimal text. */
  parts: z.array(z.object({ paymentId: z.string(), amount: z.string() })),
});
type Plan = z.output<typeof savedSchema>;

export async function refund(order: MedusaOrder, work: Refunding): Promise<CommandResult> {
  const { run, command, ctx } = work;
  if (command.amount.currency !== order.currency_code)
    return rejected("currency", message("refused.orderRefundCurrency", { currency: order.currency_code }));
  const saved = savedSchema.safeParse(run.saved);
  const plan = saved.success ? saved.data : planOf(order, command);
  if (!plan)
    return !command.moveMoney && planOf(order, { ...command, moveMoney: true })
      ? neverOnlyBooked("Medusa")
      : rejected("too_much", message("refused.shopNoCapturedPaymentOrder"));
  if (!saved.success) await run.save(plan);
  const payments = paymentsOf(order);
  const made = payments.flatMap(({ id: paymentId, refunds }) =>
    refunds.filter(({ id }) => !plan.before.includes(id)).map(({ amount }) => ({ paymentId, amount: fixed(amount) })),
  );
  const isPart = (one: (typeof made)[number]) =>
    plan.parts.some(({ paymentId, amount }) => paymentId === one.paymentId && fixed(amount) === one.amount);
  const other = made.find((one) => !isPart(one));
  if (other) {
    const amountMinor = minorOf(other.amount, order.currency_code);
    return { state: "uncertain", text: likeText("Medusa", command.amount, { amountMinor }) };
  }
  await receiveBack(order, work);
  for (const part of plan.parts) {
    if (made.some(({ paymentId, amount }) => paymentId === part.paymentId && amount === fixed(part.amount))) continue;
    await post(ctx, `/admin/payments/${part.paymentId}/refund`, {
      operation: "payments.refund",
      json: { amount: jsonNumber(part.amount), ...(command.reason ? { note: command.reason } : {}) },
    });
  }
  const isByHand = plan.parts.some(
    ({ paymentId }) => payments.find(({ id }) => id === paymentId)?.provider_id === BY_HAND,
  );
  return {
    state: "done",
    text: message("refused.refundStandsShop"),
    ...(command.moveMoney && { moneyMoved: !isByHand }),
    found: made.length >= plan.parts.length,
  };
}

/**
 * From the payments with money left, in their order. Null where they do not have so much. A payment of 55.925 is paid back
 * whole as that: 55.93 is more than was taken.
 */
function planOf(order: MedusaOrder, { amount, moveMoney }: RefundCommand): Plan | null {
  const { currency } = amount;
  let left = amount.minor;
  const parts: Plan["parts"] = [];
  for (const payment of paymentsOf(order)) {
    // Its provider pays the buyer with every refund: what was paid back elsewhere would be paid twice.
    if (!moveMoney && payment.provider_id !== BY_HAND) continue;
    const there = capturedOf(payment) - refundedOf(payment);
    const isAll = left >= minorOf(there, currency);
    const some = isAll ? minorOf(there, currency) : left;
    if (some <= 0n) continue;
    const text = isAll
      ? decimalText({ digits: there, scale: DECIMAL_PLACES })
      : decimalText({ digits: some, scale: currencyExponent(currency) });
    parts.push({ paymentId: payment.id, amount: text });
    left -= some;
  }
  if (left > 0n || amount.minor <= 0n) return null;
  const before = paymentsOf(order).flatMap(({ refunds }) => refunds.map(({ id }) => id));
  return { before, parts };
}
