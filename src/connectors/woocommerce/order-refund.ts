/** Refunds. The shop caps nothing but the amount, so that quantities and money are checked here. */
import type { Money } from "../../commerce/money.ts";
import { allocateMoney, formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { jsonNumber } from "../kit/json.ts";
import type { CommandResult, CommandRun, OrderCommand } from "../kit/ports.ts";
import { allRows, asRecord, shopCall } from "./client.ts";
import { metaOf } from "./mapping-order.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { rejected } from "./order-steps.ts";
import type { ShopLine } from "./schemas.ts";

type RefundCommand = Extract<OrderCommand, { kind: "refund" }>;

const KEY_META = "_argosy_key";

function refundedMinor(known: LoadedOrder): bigint {
  return known.part.refunds.reduce((sum, one) => sum + one.amountMinor, 0n);
}

/** Why a refund may not be booked; null when it may. */
export function refundProblem(command: RefundCommand, known: LoadedOrder): string | null {
  const { part } = known;
  if (command.amount.currency !== part.totals.currency)
    return `The order is in ${part.totals.currency}, the refund in ${command.amount.currency}.`;
  if (command.amount.minor <= 0n) return "A refund needs an amount above zero.";
  const left = (part.totals.totalMinor ?? 0n) - refundedMinor(known);
  if (command.amount.minor > left)
    return `Only ${formatDecimal(money(left, part.totals.currency))} ${part.totals.currency} of this order is not refunded yet.`;
  for (const line of command.lines) {
    const ordered = part.lines.find((one) => one.key === line.lineKey);
    if (!ordered) return `The order has no line ${line.lineKey}.`;
    const before = part.refunds.flatMap((one) => one.lines).filter((one) => one.lineKey === line.lineKey);
    const rest = ordered.orderedQuantity - before.reduce((sum, one) => sum + one.quantity, 0);
    if (line.quantity > rest) return `Of "${ordered.title}" only ${rest} can still be refunded.`;
  }
  return null;
}

/** Net and tax of a quantity of a line, by share of what the line cost. */
function shareOf(line: ShopLine, quantity: number, currency: string): { net: Money; tax: Money } {
  const part = (text: string) => {
    const whole = parseMoney(text, currency);
    if (line.quantity === 0) return money(0n, currency);
    return (
      allocateMoney(whole, [BigInt(quantity), BigInt(Math.max(0, line.quantity - quantity))])[0] ?? money(0n, currency)
    );
  };
  return { net: part(line.total), tax: part(line.total_tax) };
}

/** Bare JSON numbers, as the API's schema wants them for line refunds; printed digit by digit. */
function number(amount: Money): Json {
  return jsonNumber(formatDecimal(amount));
}

function lineEntries(command: RefundCommand, known: LoadedOrder): Json[] {
  const { currency } = known.order;
  // `api_restock` counts for the whole call: lines that stay out go without a quantity when others go in.
  const anyRestock = command.lines.some((line) => line.restock);
  const shares = command.lines.flatMap((line) => {
    const told = known.order.line_items.find((one) => one.id === line.lineKey);
    return told && line.quantity > 0 ? [{ line, told, ...shareOf(told, line.quantity, currency) }] : [];
  });
  const sum = shares.reduce((total, share) => total + share.net.minor + share.tax.minor, 0n);
  const forGoods = command.amount.minor - (command.shippingMinor ?? 0n);
  const scaled =
    sum > forGoods
      ? allocateMoney(
          money(forGoods, currency),
          shares.map((share) => share.net.minor + share.tax.minor),
        )
      : null;
  const goods = shares.map(({ line, told, net, tax }, index) => {
    const rate = told.taxes?.[0]?.id;
    const quantity = line.restock || !anyRestock ? { quantity: line.quantity } : {};
    const capped = scaled?.[index];
    if (capped) return { id: Number(line.lineKey), ...quantity, refund_total: number(capped) };
    const taxes = rate && tax.minor > 0n ? { refund_tax: [{ id: Number(rate), refund_total: number(tax) }] } : {};
    return { id: Number(line.lineKey), ...quantity, refund_total: number(net), ...taxes };
  });
  return [...goods, ...shippingEntries(command, known)];
}

/** The shipping part, on the order's first shipping line; without one it is only part of the amount. */
function shippingEntries(command: RefundCommand, known: LoadedOrder): Json[] {
  const id = known.order.shipping_lines?.[0]?.id;
  if (id === undefined || !command.shippingMinor) return [];
  return [{ id: Number(id), refund_total: number(money(command.shippingMinor, known.order.currency)) }];
}

async function isBooked(run: CommandRun, known: LoadedOrder, ctx: Context): Promise<boolean> {
  const rows = await allRows(ctx, { path: `orders/${known.order.id}/refunds`, operation: "refunds.list" });
  return rows.some((row) => {
    const list = asRecord(row)["meta_data"];
    const entries = Array.isArray(list)
      ? list.map((one) => ({ key: String(asRecord(one)["key"] ?? ""), value: asRecord(one)["value"] }))
      : [];
    return metaOf(entries, KEY_META) === run.idempotencyKey;
  });
}

export async function refund(
  run: CommandRun,
  command: RefundCommand,
  known: LoadedOrder,
  ctx: Context,
): Promise<CommandResult> {
  const done = async (text: string): Promise<CommandResult> => ({
    state: "done",
    text,
    order: (await fetchOrder(known.order.id, ctx))?.part,
  });
  if ((run.uncertain || asRecord(run.saved)["booked"] === true) && (await isBooked(run, known, ctx)))
    return done("The refund was booked before.");
  const problem = refundProblem(command, known);
  if (problem) return rejected("refund", problem);
  await shopCall(ctx, {
    method: "POST",
    path: `orders/${known.order.id}/refunds`,
    json: {
      amount: formatDecimal(command.amount),
      reason: command.reason ?? "",
      // Both default to true in the shop: money and stock move only when asked to.
      api_refund: command.moveMoney,
      api_restock: command.lines.some((line) => line.restock),
      line_items: lineEntries(command, known),
      meta_data: [{ key: KEY_META, value: run.idempotencyKey }],
    },
    operation: "refunds.create",
  });
  await run.save({ booked: true });
  return done(
    command.moveMoney ? "The payment gateway was asked to pay back." : "Refund recorded without moving money.",
  );
}
