/**
 * Steps of an order's state machines. Mails go out inside the shop's request, so that a 500 may hide a step that was
 * done: after every failure that does not say no, the thing is read again before anything else.
 */

import { z } from "zod";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { neverOnlyBooked, refusal, rejected, unsupported } from "../kit/contract/results.ts";
import { remembering } from "../kit/http/remembering.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { codeOf, find, step } from "./client.ts";
import { shipWhole } from "./order-fulfil.ts";
import { orderPath, orderReader, paymentsOf } from "./order-read.ts";
import type { SyliusOrder, SyliusPayment } from "./schemas.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export async function executeCommand(run: CommandRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "fulfil":
      return acting(run, shop, ctx, (order) => shipWhole(order, { run, command }, ctx));
    case "cancel":
      return acting(run, shop, ctx, (order) => cancel(order, ctx));
    case "refund":
      return acting(run, shop, ctx, (order) => refund(order, { ...run, command }, ctx));
    case "status":
      if (command.status === "cancelled") return acting(run, shop, ctx, (order) => cancel(order, ctx));
      if (command.status === "completed") return acting(run, shop, ctx, (order) => complete(order, ctx));
      return unsupported(message("refused.noWaySetOrderNothing", { status: command.status }));
    case "note":
      return unsupported(message("refused.keepsNoNotesMerchantOrder"));
  }
}

/** Reads the order, acts, and tells the order as it is afterwards. */
async function acting(
  run: CommandRun,
  shop: ShopFacts,
  ctx: Context,
  act: (order: SyliusOrder) => Promise<CommandResult>,
): Promise<CommandResult> {
  const order = await currentOrder(run.order.key, ctx);
  if (!order) return rejected("unknown_order", message("refused.shopNotKnowOrder"));
  const result = await act(order).catch(refusal);
  if (result.state !== "done") return result;
  const after = await orderReader(shop, ctx).afterCommand(run.order.key);
  return after ? { ...result, order: after } : result;
}

async function currentOrder(token: string, ctx: Context): Promise<SyliusOrder | null> {
  const body = await find(ctx, orderPath(token), "orders.get");
  return body === null ? null : parseResponse(orderSchema, body, { ctx, what: "order", essential: ESSENTIAL_OF_ORDER });
}

async function cancel(order: SyliusOrder, ctx: Context): Promise<CommandResult> {
  if (order.state === "cancelled") return done(message("done.orderCancelledShop"));
  if (order.state !== "new") return rejected("state", message("refused.shopCancelsNoOrderFulfilled"));
  const isCancelled = async () => (await currentOrder(order.tokenValue, ctx))?.state === "cancelled";
  await certainStep(ctx, `${orderPath(order.tokenValue)}/cancel`, "orders.cancel", isCancelled);
  return done(message("done.orderCancelledShopUnitsFree"));
}

type RefundRun = Omit<CommandRun, "command"> & { readonly command: RefundCommand };

const savedSchema = z.object({ payment: z.string() });

async function refund(order: SyliusOrder, run: RefundRun, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  const saved = savedSchema.safeParse(run.saved);
  const payments = await paymentsOf(order.tokenValue, ctx);
  const requested = command.amount.minor;
  if (command.amount.currency !== order.currencyCode)
    return rejected("currency", message("refused.orderRefundCurrency", { currency: order.currencyCode }));
  // One that was refunded before this was sent is somebody else's.
  const isOurs = ({ id }: SyliusPayment) => (saved.success ? saved.data.payment === id : run.uncertain);
  const before = payments.find((one) => one.state === "refunded" && BigInt(one.amount) === requested && isOurs(one));
  if (before) return found(await refunded(before, command, ctx));
  const paid = payments.filter((one) => one.state === "completed");
  const [payment] = paid.filter((one) => BigInt(one.amount) === requested);
  if (!payment)
    return rejected(
      paid.length === 0 ? "not_paid" : "partial",
      paid.length === 0
        ? message("refused.shopNoCompletedPaymentOrder")
        : message("refused.refundsPaymentWholeRefundFull"),
    );
  // What its gateway pays back nobody tells: what was paid back elsewhere might be paid twice.
  if (!command.moveMoney && !(await isPaidOffline(payment, ctx))) return neverOnlyBooked("Sylius");
  await run.save({ payment: payment.id });
  await certainStep(ctx, `/admin/payments/${payment.id}/refund`, "payments.refund", () =>
    isPaymentIn(order, payment.id, "refunded", ctx),
  );
  return refunded(payment, command, ctx);
}

const found = (result: CommandResult): CommandResult => (result.state === "done" ? { ...result, found: true } : result);

/** What a gateway's plugin does on a refund is its own affair: only of an offline method is it known that nothing moves. */
async function refunded(payment: SyliusPayment, { moveMoney }: RefundCommand, ctx: Context): Promise<CommandResult> {
  const text = message("done.paymentRefunded");
  const isOffline = moveMoney && (await isPaidOffline(payment, ctx));
  return { state: "done", text, ...(isOffline && { moneyMoved: false }) };
}

const isPaidOffline = async ({ method }: SyliusPayment, ctx: Context): Promise<boolean> =>
  method != null && isOfflineMethod(codeOf(method), ctx);

const methodSchema = z.object({ gatewayConfig: z.object({ factoryName: z.string().nullish() }).nullish() });

const RETENTION_MS = 10 * 60_000;

/** Whether a payment method is offline, by its code, as known so far. */
const supportedMethods = remembering(RETENTION_MS, async (_none: null) => new Map<string, boolean>());

async function isOfflineMethod(code: string, ctx: Context): Promise<boolean> {
  const existing = await supportedMethods(null, ctx);
  const before = existing.get(code);
  if (before !== undefined) return before;
  const body = await find(ctx, `/admin/payment-methods/${encodeURIComponent(code)}`, "payment_methods.get");
  if (body === null) return false;
  const { gatewayConfig } = parseResponse(methodSchema, body, { ctx, what: "payment method" });
  const isOffline = gatewayConfig?.factoryName === "offline";
  existing.set(code, isOffline);
  return isOffline;
}

/** An order is closed by the shop when it is paid and has left; what is missing here is the money. */
async function complete(order: SyliusOrder, ctx: Context): Promise<CommandResult> {
  if (order.state === "fulfilled") return done(message("done.orderFulfilledShop"));
  if (order.state !== "new") return rejected("state", message("refused.shopCompletesNoCancelledOrder"));
  if (order.shippingState !== "shipped")
    return rejected("not_shipped", message("refused.completesOrderItselfOncePaid"));
  const payments = await paymentsOf(order.tokenValue, ctx);
  // Never two at once, and never one that is done: a payment completed twice takes the stock twice.
  for (const payment of payments.filter((one) => ["new", "processing", "authorized"].includes(one.state)))
    await certainStep(ctx, `/admin/payments/${payment.id}/complete`, "payments.complete", () =>
      isPaymentIn(order, payment.id, "completed", ctx),
    );
  const after = await currentOrder(order.tokenValue, ctx);
  if (after?.state === "fulfilled") return done(message("done.paymentMarkedPaidShopClosed"));
  return rejected("still_open", message("refused.shopNotCloseOrderPayments"));
}

async function isPaymentIn(order: SyliusOrder, id: string, state: string, ctx: Context): Promise<boolean> {
  return (await paymentsOf(order.tokenValue, ctx)).some((one) => one.id === id && one.state === state);
}

/** Takes a step; when its outcome is unknown, the shop is asked whether it was taken. */
async function certainStep(
  ctx: Context,
  url: string,
  operation: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  try {
    await step(ctx, url, operation);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (["ambiguous", "transient", "conflict", "rejected"].includes(error.kind) && (await isDone())) return;
    // Two writers of one variant collided: nothing was done, and it may be asked again later.
    if (error.kind === "conflict") throw new ConnectorError({ kind: "transient" }, error.message, { cause: error });
    throw error;
  }
}

function done(text: AnswerText): CommandResult {
  return { state: "done", text };
}
