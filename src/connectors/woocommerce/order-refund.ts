/** Refunds. The shop caps nothing but the amount, so that quantities and money are checked here. */
import { formatDecimal, money } from "../../commerce/money.ts";
import type { Context } from "../kit/contract.ts";
import type { CommandResult, CommandRun, OrderCommand } from "../kit/ports.ts";
import { allRows, asRecord, shopCall } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { metaOf } from "./order-source.ts";
import { rejected } from "./order-steps.ts";
import { amountUnits, leftUnits, refundEntries, Units } from "./refund-lines.ts";

type RefundCommand = Extract<OrderCommand, { kind: "refund" }>;

const KEY_META = "_argosy_key";

/** Why a refund may not be booked; null when it may. */
export function refundProblem(command: RefundCommand, known: LoadedOrder): string | null {
  const { part } = known;
  if (command.amount.currency !== part.totals.currency)
    return `The order is in ${part.totals.currency}, the refund in ${command.amount.currency}.`;
  if (command.amount.minor <= 0n) return "A refund needs an amount above zero.";
  const units = new Units(known);
  const left = units.toMinor(leftUnits(known, units));
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
    order: (await fetchOrder(known.order.id, ctx, known))?.part,
  });
  if ((run.uncertain || asRecord(run.saved)["booked"] === true) && (await isBooked(run, known, ctx)))
    return done("The refund was booked before.");
  const problem = refundProblem(command, known);
  if (problem) return rejected("refund", problem);
  const units = new Units(known);
  await shopCall(ctx, {
    method: "POST",
    path: `orders/${known.order.id}/refunds`,
    json: {
      amount: units.text(amountUnits(command, known, units)),
      reason: command.reason ?? "",
      // Both default to true in the shop: money and stock move only when asked to.
      api_refund: command.moveMoney,
      api_restock: command.lines.some((line) => line.restock),
      line_items: refundEntries(command, known, units),
      meta_data: [{ key: KEY_META, value: run.idempotencyKey }],
    },
    operation: "refunds.create",
  });
  await run.save({ booked: true });
  return done(
    command.moveMoney ? "The payment gateway was asked to pay back." : "Refund recorded without moving money.",
  );
}
