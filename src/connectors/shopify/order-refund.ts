/** Refunds: Shopify quotes, the quote decides which payments give how much, and one idempotent call books it. */

import { z } from "zod";
import { message as hubMessage } from "../../commerce/message.ts";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { refundedMeanwhile, refundsSince } from "../kit/contract/refund-match.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { anyJson, idText } from "../kit/parse/parse.ts";
import type { FulfilmentOrder } from "./fulfilment-orders.ts";
import { readFulfilmentOrders } from "./fulfilment-orders.ts";
import { graphql } from "./graphql.ts";
import { gid, numberOf } from "./ids.ts";
import { moneyBag } from "./nodes.ts";
import { mustLoadOrder } from "./order-read.ts";
import type { RunOf } from "./order-steps.ts";
import { orderGone, refusedBy } from "./order-steps.ts";
import * as q from "./queries-orders.ts";
import { message } from "./words.ts";

/**
 * The exact input of the first attempt: the same key must always carry the same variables. With it the refunds that stood
 * before it was sent: none of them is this one, however alike and however close in time.
 */
const savedShape = z.object({ input: anyJson, standing: z.array(idText).default([]) });

const quoteShape = z.object({
  order: z
    .object({
      currencyCode: z.string(),
      presentmentCurrencyCode: z.string(),
      refunds: z.array(z.object({ id: idText })),
      suggestedRefund: z
        .object({
          amountSet: moneyBag,
          maximumRefundableSet: moneyBag,
          suggestedTransactions: z.array(
            z.object({
              gateway: z.string().nullish(),
              amountSet: moneyBag,
              maximumRefundableSet: moneyBag.nullish(),
              parentTransaction: z.object({ id: idText }).nullish(),
            }),
          ),
        })
        .nullable(),
    })
    .nullable(),
});

const transactionShape = z.object({ status: z.string(), manualPaymentGateway: z.boolean() });
const refundShape = z.object({ id: idText, transactions: z.object({ nodes: z.array(transactionShape) }) });
type Quote = NonNullable<NonNullable<z.output<typeof quoteShape>["order"]>["suggestedRefund"]>;

/**
 * Refunds lines and money. `moveMoney: false` books the lines without a transaction. Restocked units go back
 * to the location they ship from: unshipped ones as CANCEL, shipped ones as RETURN.
 */
export async function refund(run: RunOf<"refund">, ctx: Context): Promise<CommandResult> {
  const { data: saved } = savedShape.safeParse(run.saved);
  const there = await mayStand(run, saved?.standing ?? [], ctx);
  if (there) return there;
  const built = saved ?? (await buildInput(run, ctx));
  if ("refused" in built) return built.refused;
  if (!saved) await run.save({ input: built.input, standing: [...built.standing] });
  const answer = await graphql(ctx, q.REFUND_CREATE, {
    variables: { input: built.input, key: run.idempotencyKey },
    schema: z.object({ refundCreate: z.object({ refund: refundShape.nullable(), userErrors }) }),
    what: "the refund",
  });
  const refused = refusedBy(answer.refundCreate.userErrors, "the refund");
  if (refused) return refused;
  const { amount } = run.command;
  const text = run.command.moveMoney
    ? message("done.refunded", { amount: formatDecimal(amount), currency: amount.currency })
    : hubMessage("platform.refund.bookedOnly", { platform: "Shopify" });
  const moneyMoved = moved(answer.refundCreate.refund?.transactions.nodes ?? []);
  return { state: "done", text, order: await mustLoadOrder(run.order.key, ctx), moneyMoved };
}

/** Asked for again, it may stand there by now: Shopify keeps no key of ours on a refund, and forgets keys after a time. */
async function mayStand(run: RunOf<"refund">, status: readonly string[], ctx: Context): Promise<CommandResult | null> {
  if (run.sentAt === undefined) return null;
  const order = await mustLoadOrder(run.order.key, ctx);
  const since = refundsSince(run, order.refunds, ctx).filter(({ key }) => !status.includes(key));
  return refundedMeanwhile(run.command, since, { platform: "Shopify", order });
}

/** Money sent by hand (cash, bank deposit) is only noted. Nothing is said where some of it was. */
function moved(transactions: readonly z.output<typeof transactionShape>[]): boolean | undefined {
  const isByHand = transactions.map(({ manualPaymentGateway, status }) => manualPaymentGateway || status === "FAILURE");
  if (isByHand.every(Boolean)) return false;
  return isByHand.some(Boolean) ? undefined : true;
}

type Built = { readonly input: Json; readonly standing: readonly string[] } | { readonly refused: CommandResult };

function refuse(code: string, text: AnswerText): Built {
  return { refused: { state: "rejected", code, text } };
}

async function buildInput(run: RunOf<"refund">, ctx: Context): Promise<Built> {
  const { command } = run;
  const orders = command.lines.some((line) => line.restock) ? await readFulfilmentOrders(run.order.key, ctx) : [];
  if (orders === null) return { refused: orderGone };
  const lost = command.lines.find(
    (line) => line.restock && line.location === undefined && locationOf(line.lineKey, orders) === null,
  );
  if (lost) return refuse("NO_LOCATION", message("refused.notTellWhereTheseUnits"));
  const lines = refundLines(run, orders);
  const input: { [key: string]: Json } = {
    orderId: gid("Order", run.order.key),
    notify: command.notifyCustomer ?? false,
  };
  if (lines.length > 0) input.refundLineItems = lines;
  if (command.shippingMinor !== undefined && command.shippingMinor > 0n)
    input.shipping = { amount: formatDecimal(money(command.shippingMinor, command.amount.currency)) };
  if (command.reason !== undefined) input.note = command.reason;
  if (!command.moveMoney || command.amount.minor === 0n) return { input, standing: [] };
  const { order } = await graphql(ctx, q.REFUND_QUOTE, {
    variables: { id: gid("Order", run.order.key), lines },
    schema: quoteShape,
    what: "a refund quote",
  });
  if (!order) return { refused: orderGone };
  if (!order.suggestedRefund) return refuse("NOTHING_TO_REFUND", message("refused.noPaymentOrderCouldPaid"));
  if (command.amount.currency !== order.currencyCode)
    return refuse("CURRENCY", message("refused.orderKeptRefundCurrency", { currency: order.currencyCode }));
  const foreign = order.presentmentCurrencyCode !== order.currencyCode;
  const transactions = foreign
    ? foreignTransactions(run, order.suggestedRefund)
    : splitOver(run, order.suggestedRefund, order.currencyCode);
  if (!Array.isArray(transactions)) return transactions;
  if (foreign) input.currency = order.presentmentCurrencyCode;
  const status = order.refunds.map(({ id }) => numberOf(id));
  return { input: { ...input, transactions }, standing: status };
}

function refundLines(run: RunOf<"refund">, orders: readonly FulfilmentOrder[]): { [key: string]: Json }[] {
  return run.command.lines.flatMap((line) => {
    const existing = run.order.lines.find((candidate) => candidate.key === line.lineKey);
    const shipped = existing?.fulfilledQuantity ?? 0;
    const unshipped = Math.max(0, (existing?.quantity ?? line.quantity) - shipped);
    const location = line.location ?? locationOf(line.lineKey, orders);
    const id = gid("LineItem", line.lineKey);
    if (!line.restock || location === null)
      return [{ lineItemId: id, quantity: line.quantity, restockType: "NO_RESTOCK" }];
    const cancelled = Math.min(line.quantity, unshipped);
    const parts = [
      { lineItemId: id, quantity: cancelled, restockType: "CANCEL", locationId: gid("Location", location) },
      {
        lineItemId: id,
        quantity: line.quantity - cancelled,
        restockType: "RETURN",
        locationId: gid("Location", location),
      },
    ];
    return parts.filter((part) => part.quantity > 0);
  });
}

function locationOf(lineKey: string, orders: readonly FulfilmentOrder[]): string | null {
  const own = orders.filter((order) => order.lineItems.nodes.some((line) => numberOf(line.lineItem.id) === lineKey));
  const live = own.find((order) => order.status !== "CANCELLED") ?? own[0];
  return live?.assignedLocation.location ? numberOf(live.assignedLocation.location.id) : null;
}

/** Spreads the amount over the payments in Shopify's order, none above what it can still give back. */
function splitOver(run: RunOf<"refund">, quote: Quote, currency: string): Json[] | Built {
  const transactions: Json[] = [];
  let left = run.command.amount.minor;
  for (const suggested of quote.suggestedTransactions) {
    const most = parseMoney((suggested.maximumRefundableSet ?? suggested.amountSet).shopMoney.amount, currency).minor;
    const part = smaller(left, most);
    if (part <= 0n) continue;
    left -= part;
    transactions.push(transaction(run, suggested, formatDecimal(money(part, currency))));
  }
  if (left === 0n) return transactions;
  const most = formatDecimal(money(run.command.amount.minor - left, currency));
  return refuse("TOO_MUCH", message("refused.mostStillPaidBackOrder", { most, currency }));
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}

/** Orders paid in another currency: only Shopify knows the rate, so its own amounts are taken or nothing. */
function foreignTransactions(run: RunOf<"refund">, quote: Quote): Json[] | Built {
  const { amount } = run.command;
  if (parseMoney(quote.amountSet.shopMoney.amount, amount.currency).minor !== amount.minor)
    return refuse(
      "FOREIGN_CURRENCY",
      message("refused.customerPaidAnotherCurrencyRefunds", {
        amount: quote.amountSet.shopMoney.amount,
        currency: amount.currency,
      }),
    );
  return quote.suggestedTransactions.map((suggested) =>
    transaction(run, suggested, suggested.amountSet.presentmentMoney?.amount ?? suggested.amountSet.shopMoney.amount),
  );
}

function transaction(run: RunOf<"refund">, suggested: Quote["suggestedTransactions"][number], amount: string): Json {
  return {
    orderId: gid("Order", run.order.key),
    gateway: suggested.gateway ?? "manual",
    kind: "REFUND",
    amount,
    ...(suggested.parentTransaction ? { parentId: suggested.parentTransaction.id } : {}),
  };
}
