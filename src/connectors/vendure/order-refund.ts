/**
 * Refunds. The shop pays the same amount back as often as it is asked side by side: what was refunded before the command
 * is saved first, and a refund beyond it is taken for the one whose answer was lost.
 */
import { z } from "zod";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { likeText } from "../kit/contract/refund-match.ts";
import { neverOnlyBooked, rejected } from "../kit/contract/results.ts";
import { idText } from "../kit/parse/parse.ts";
import { minorOf, reportedAmount } from "./amounts.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { refusable, refuse } from "./refusals.ts";
import type { VendureOrder, VendurePayment, VendureRefund } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

const savedSchema = z.object({
  /** Refunds that stood there before. */
  before: z.array(z.string()),
  /** What is to be paid back of which payment, in the shop's numbers. */
  parts: z.array(z.object({ paymentId: z.string(), amount: z.number() })),
  /** Units of each line before any were put back. */
  units: z.record(z.string(), z.number()),
});
type Plan = z.output<typeof savedSchema>;

interface Refunding {
  readonly run: CommandRun;
  readonly command: RefundCommand;
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

export async function refund(order: VendureOrder, { run, command, shop, ctx }: Refunding): Promise<CommandResult> {
  if (command.amount.currency !== order.currencyCode)
    return rejected("currency", message("refused.orderRefundCurrency", { currency: order.currencyCode }));
  const saved = savedSchema.safeParse(run.saved);
  // Whether the payment's handler pays is told by its answer alone: what was paid back elsewhere might be paid twice.
  if (!command.moveMoney && !saved.success) return neverOnlyBooked("Vendure");
  const plan = saved.success ? saved.data : planOf(order, command, shop);
  if (!plan) return rejected("too_much", message("refused.shopNoPaymentOrderMuch"));
  if (!saved.success) await run.save(plan);
  const made = order.payments.flatMap(({ id, refunds }) =>
    refunds
      .filter((one) => !plan.before.includes(one.id) && one.state !== "Failed")
      .map((one) => ({ ...one, paymentId: id })),
  );
  const isPart = (one: (typeof made)[number]) =>
    plan.parts.some(({ paymentId, amount }) => paymentId === one.paymentId && amount === Number(one.total));
  const other = made.find((one) => !isPart(one));
  if (other) {
    const amountMinor = minorOf(other.total, order.currencyCode, shop);
    return { state: "uncertain", text: likeText("Vendure", command.amount, { amountMinor }) };
  }
  let isPaidBack = true;
  for (const part of plan.parts) {
    const existing = made.find((one) => one.paymentId === part.paymentId && Number(one.total) === part.amount);
    const { id, state } = existing ?? (await ask(part, command, ctx));
    if (state === "Failed") return rejected("failed", message("refused.shopPaymentHandlerCouldNot"));
    if (state !== "Pending") continue;
    isPaidBack = false;
    await settle(id, ctx);
  }
  await putBack(order, { command, plan, ctx });
  return {
    state: "done",
    text: message("refused.refundStandsShop"),
    ...(command.moveMoney && { moneyMoved: isPaidBack }),
    found: made.length >= plan.parts.length,
  };
}

/** From the payments with money left, in their order. Null where they do not have so much. */
function planOf(order: VendureOrder, { amount }: RefundCommand, shop: ShopFacts): Plan | null {
  let left = reportedAmount(amount.minor, order.currencyCode, shop);
  const parts: Plan["parts"] = [];
  for (const payment of order.payments.filter(({ state }) => state === "Settled")) {
    const some = Math.min(left, Number(payment.amount) - heldOf(payment));
    if (some > 0) parts.push({ paymentId: payment.id, amount: some });
    left -= Math.max(0, some);
  }
  if (left > 0 || minorOf(String(amount.minor), order.currencyCode, shop) <= 0n) return null;
  const before = order.payments.flatMap(({ refunds }) => refunds.map(({ id }) => id));
  return { before, parts, units: Object.fromEntries(order.lines.map(({ id, quantity }) => [id, quantity])) };
}

/** Refunded, or asked for. */
function heldOf({ refunds }: VendurePayment): number {
  return refunds.filter(({ state }) => state !== "Failed").reduce((all, { total }) => all + Number(total), 0);
}

async function ask(
  { paymentId, amount }: Plan["parts"][number],
  { reason, lines }: RefundCommand,
  ctx: Context,
): Promise<Pick<VendureRefund, "id" | "state">> {
  const { refundOrder } = await graphql(ctx, documents.REFUND, {
    variables: {
      input: {
        paymentId,
        amount,
        lines: lines.map(({ lineKey, quantity }) => ({ orderLineId: lineKey, quantity })),
        shipping: 0,
        adjustment: 0,
        ...(reason === undefined ? {} : { reason }),
      },
    },
    schema: z.object({ refundOrder: refusable.extend({ id: idText.optional(), state: z.string().optional() }) }),
    what: "the refund",
  });
  refuse(refundOrder, "the refund");
  const { id, state } = refundOrder;
  if (id === undefined || state === undefined)
    throw new ConnectorError({ kind: "drift", path: "refundOrder" }, message("error.shopNotTellWhatBecame"));
  return { id, state };
}

/** A handler that moves no money leaves the refund open: it is noted as done by the seller. */
async function settle(id: string, ctx: Context): Promise<void> {
  const { settleRefund } = await graphql(ctx, documents.SETTLE_REFUND, {
    variables: { input: { id, transactionId: "argosy" } },
    schema: z.object({ settleRefund: refusable }),
    what: "the refund",
  });
  refuse(settleRefund, "the refund");
}

/** Units come back by being cancelled; those cancelled since the plan was made are done. */
async function putBack(
  order: VendureOrder,
  { command, plan, ctx }: Pick<Refunding, "command" | "ctx"> & { readonly plan: Plan },
): Promise<void> {
  const lines = command.lines
    .filter(({ restock }) => restock)
    .map(({ lineKey, quantity }) => {
      const now = order.lines.find(({ id }) => id === lineKey)?.quantity ?? 0;
      return { orderLineId: lineKey, quantity: Math.min(now, quantity - ((plan.units[lineKey] ?? now) - now)) };
    })
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return;
  const { cancelOrder } = await graphql(ctx, documents.CANCEL, {
    variables: { input: { orderId: order.id, lines, reason: command.reason ?? "refund" } },
    schema: z.object({ cancelOrder: refusable }),
    what: "the return",
  });
  refuse(cancelOrder, "the return");
}
