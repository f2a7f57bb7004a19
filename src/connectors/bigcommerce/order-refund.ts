/** Refunds: quoted first, because BigCommerce refuses amounts that differ from its own quote. */

import { message as hubMessage, type Message } from "../../commerce/message.ts";
import type { Money } from "../../commerce/money.ts";
import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { amountProblem, unitsProblem, zeroRefund } from "../kit/contract/order-checks.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { refundedMeanwhile, refundsSince } from "../kit/contract/refund-match.ts";
import { rejected } from "../kit/contract/results.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { asTree, dataOf, storeCall } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder, fetchRefunds } from "./order-read.ts";
import { done, putOrder } from "./order-steps.ts";
import { quoteSchema } from "./schemas.ts";
import { STATUS_IDS } from "./statuses.ts";
import { message } from "./words.ts";

const MAX_REASON = 1000;

interface Quote {
  readonly amount: Money;
  /** Ways to pay back; each is a list of payments that belong together. */
  readonly methods: readonly (readonly {
    readonly provider_id: string;
    readonly amount: string;
    readonly offline: boolean;
  }[])[];
}

/** The intent's mark at the end of the reason, for finding what an unclear attempt did. */
function markOf(run: CommandRun): string {
  return `[argosy ${run.idempotencyKey}]`;
}

function reasonOf(run: CommandRun, command: RefundCommand): string {
  const mark = markOf(run);
  return `${(command.reason ?? "").slice(0, MAX_REASON - mark.length - 1)} ${mark}`.trim();
}

function itemsOf(run: CommandRun, command: RefundCommand, existing: LoadedOrder, adjust: Money | null): Json[] {
  const { currency } = command.amount;
  const number = (minor: bigint) => jsonNumber(formatDecimal(money(minor, currency)));
  const reason = reasonOf(run, command);
  const lines = command.lines.filter(({ quantity }) => quantity > 0);
  const items = lines.map((line, index): Json => {
    const item = { item_type: "PRODUCT", item_id: Number(line.lineKey), quantity: line.quantity, reason };
    if (index > 0 || adjust === null) return item;
    return { ...item, adjustments: [{ amount: number(adjust.minor), description: "Amount agreed" }] };
  });
  const shippingMinor = command.shippingMinor ?? 0n;
  const address = existing.lines.find(({ order_address_id }) => order_address_id !== undefined)?.order_address_id;
  const shipping: Json[] =
    shippingMinor > 0n && address !== undefined
      ? [{ item_type: "SHIPPING", item_id: Number(address), amount: number(shippingMinor), reason }]
      : [];
  const reported = [...items, ...shipping];
  if (reported.length > 0) return reported;
  return [{ item_type: "ORDER", item_id: Number(existing.order.id), amount: number(command.amount.minor), reason }];
}

async function quote(orderId: string, items: readonly Json[], currency: string, ctx: Context): Promise<Quote> {
  const { body } = await storeCall(ctx, {
    method: "POST",
    path: `v3/orders/${orderId}/payment_actions/refund_quotes`,
    json: { items },
    operation: "refunds.quote",
    // A quote books nothing.
    safe: true,
  });
  const reported = parseResponse(quoteSchema, dataOf(body, ctx, "refund quote"), { ctx, what: "refund quote" });
  return {
    amount: parseMoney(reported.total_refund_amount, currency),
    methods: reported.refund_methods.map((list) => list.map((one) => ({ ...one, offline: one.offline === true }))),
  };
}

/** Line refunds with another amount than their price carry the difference as an adjustment. */
async function quoted(
  run: CommandRun,
  command: RefundCommand,
  existing: LoadedOrder,
  ctx: Context,
): Promise<{ readonly items: readonly Json[]; readonly quote: Quote }> {
  const { currency, minor } = command.amount;
  const plain = itemsOf(run, command, existing, null);
  const first = await quote(existing.order.id, plain, currency, ctx);
  if (first.amount.minor === minor || command.lines.length === 0) return { items: plain, quote: first };
  const adjusted = itemsOf(run, command, existing, money(minor - first.amount.minor, currency));
  return { items: adjusted, quote: await quote(existing.order.id, adjusted, currency, ctx) };
}

function problemOf(command: RefundCommand, { part, lines }: LoadedOrder): Message | null {
  const left = lines.map((line) => ({ key: line.id, title: line.name, left: line.quantity - line.quantity_refunded }));
  const problem = amountProblem(command, { currency: part.totals.currency });
  if (problem) return problem;
  return command.amount.minor <= 0n ? zeroRefund() : unitsProblem(command.lines, left);
}

/** Of refunds that stand there: whether one has this command's mark, and which have one of ours at all. */
async function marked(run: CommandRun, orderId: string, ctx: Context) {
  const refunds = await fetchRefunds([orderId], ctx);
  const having = (mark: string) =>
    refunds.filter(({ reason, items }) =>
      [reason, ...items.map((item) => item.reason)].some((one) => one?.includes(mark)),
    );
  return { isBooked: having(markOf(run)).length > 0, ours: new Set(having("[argosy ").map(({ id }) => id)) };
}

const NONE = { isBooked: false, ours: new Set<string>() };

export const refund: CommandExecutor<"refund", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { id } = existing.order;
  const saved = asTree(run.saved);
  const isCancelled = existing.part.status === "cancelled" || saved["cancelled"] === true;
  const mayBeBooked = run.uncertain || saved["booked"] === true;
  const { isBooked, ours } = mayBeBooked ? await marked(run, id, ctx) : NONE;
  if (isBooked) {
    if (isCancelled) await stayCancelled(id, ctx);
    return { ...(await booked(id, command, message("done.refundBookedBefore"), ctx)), found: true };
  }
  // Another command's says nothing of this one.
  const since = refundsSince(run, existing.part.refunds, ctx).filter(({ key }) => !ours.has(key));
  const there = refundedMeanwhile(command, since, { platform: "BigCommerce", order: existing.part });
  if (there) return there;
  const problem = problemOf(command, existing);
  if (problem) return rejected("refund", problem);
  const { items, quote: offer } = await quoted(run, command, existing, ctx);
  const { currency, minor } = command.amount;
  if (offer.amount.minor !== minor)
    return rejected(
      "amount",
      message("refused.worksOutRefundNotUse", {
        amount: formatDecimal(offer.amount),
        currency,
        wanted: formatDecimal(command.amount),
      }),
    );
  const method = offer.methods.find(
    (list) => list.length > 0 && list.every(({ offline }) => offline !== command.moveMoney),
  );
  if (method === undefined)
    return rejected(
      "method",
      command.moveMoney
        ? message("refused.paymentProviderOrderCannotPay")
        : message("refused.offersRefundsThroughPaymentProvider"),
    );
  if (isCancelled) await run.save({ cancelled: true });
  await book(id, items, method, currency, ctx);
  await run.save({ booked: true, cancelled: isCancelled });
  if (isCancelled) await stayCancelled(id, ctx);
  const text = command.moveMoney
    ? hubMessage("platform.refund.asked")
    : hubMessage("platform.refund.bookedOnly", { platform: "BigCommerce" });
  return booked(id, command, text, ctx);
};

/** What was asked for is what was done: a way to pay back that is not the one meant is refused before. */
async function booked(id: string, { moveMoney }: RefundCommand, text: Message, ctx: Context): Promise<CommandResult> {
  const result = await done(id, text, ctx);
  return result.state === "done" ? { ...result, moneyMoved: moveMoney } : result;
}

/** A refund makes the order "(Partially) Refunded", also one that was cancelled: its units would be wanted again. */
async function stayCancelled(id: string, ctx: Context): Promise<void> {
  const now = await fetchOrder(id, ctx);
  if (now && now.part.status !== "cancelled") await putOrder(id, { status_id: STATUS_IDS.cancelled }, ctx);
}

async function book(
  id: string,
  items: readonly Json[],
  method: Quote["methods"][number],
  currency: string,
  ctx: Context,
): Promise<void> {
  await storeCall(ctx, {
    method: "POST",
    path: `v3/orders/${id}/payment_actions/refunds`,
    json: {
      items,
      payments: method.map((one) => ({
        provider_id: one.provider_id,
        amount: jsonNumber(formatDecimal(parseMoney(one.amount, currency))),
        offline: one.offline,
      })),
    },
    operation: "refunds.create",
  });
}
