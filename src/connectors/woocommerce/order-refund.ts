/** Refunds. The shop caps nothing but the amount, so that quantities and money are checked here. */

import { formatDecimal, money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Carry } from "../kit/contract/executing.ts";
import type { CommandOf, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { allRows, asRecord, shopCall } from "./client.ts";
import type { LoadedOrder } from "./order-read.ts";
import { fetchOrder } from "./order-read.ts";
import { metaOf } from "./order-source.ts";
import { amountUnits, leftUnits, refundEntries, restockedMinor, Units } from "./refund-lines.ts";
import { message } from "./words.ts";

type RefundCommand = CommandOf<"refund">;

const KEY_META = "_argosy_key";

/** Why a refund may not be booked; null when it may. */
function refundProblem(command: RefundCommand, known: LoadedOrder): string | null {
  const { part } = known;
  if (command.amount.currency !== part.totals.currency)
    return `The order is in ${part.totals.currency}, the refund in ${command.amount.currency}.`;
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

/** The refunds of ours that stand in the shop: whether the gateway paid, by key. */
async function bookedKeys(known: LoadedOrder, ctx: Context): Promise<Map<string, boolean>> {
  const rows = await allRows(ctx, { path: `orders/${known.order.id}/refunds`, operation: "refunds.list" });
  const keys = rows.flatMap((row) => {
    const list = asRecord(row)["meta_data"];
    const entries = Array.isArray(list)
      ? list.map((one) => ({ key: String(asRecord(one)["key"] ?? ""), value: asRecord(one)["value"] }))
      : [];
    const key = metaOf(entries, KEY_META);
    return key === undefined ? [] : [[String(key), isPaid(row)] as const];
  });
  return new Map(keys);
}

/** "If the payment was refunded via the API": asked to, a gateway that cannot is an error instead. */
const isPaid = (row: Json): boolean => asRecord(row)["refunded_payment"] === true;

export const refund: Carry<"refund", LoadedOrder> = async (run, known, ctx) => {
  const { command } = run;
  const before = run.uncertain || run.saved !== null ? await bookedKeys(known, ctx) : new Map<string, boolean>();
  const steps = stepsOf(run, command, known);
  if (command.amount.minor <= 0n) return rejected("refund", message("refused.refundNeedsAmountAboveZero"));
  const paid = steps.map((step) => before.get(step.key) ?? false);
  let now = known;
  for (const [index, step] of steps.entries()) {
    if (before.has(step.key)) continue;
    const problem = refundProblem(step.command, now);
    if (problem) return rejected("refund", problem);
    if (step.saved !== undefined) await run.save(step.saved);
    paid[index] = await book(step, now, ctx);
    await run.save({ ...asRecord(step.saved ?? null), booked: true });
    now = (await fetchOrder(known.order.id, ctx, known)) ?? now;
  }
  const isOld = steps.every((step) => before.has(step.key));
  const order = (isOld ? await fetchOrder(known.order.id, ctx, known) : now)?.part;
  const moneyMoved = moved(paid.filter((_one, index) => (steps[index]?.command.amount.minor ?? 0n) > 0n));
  if (isOld) return { state: "done", text: message("refused.refundBookedBefore"), order, moneyMoved };
  const text = command.moveMoney
    ? "The payment gateway was asked to pay back."
    : "Refund recorded without moving money.";
  return { state: "done", text, order, moneyMoved };
};

/** Nothing is said of a refund in two parts of which one was paid. */
function moved(paid: readonly boolean[]): boolean | undefined {
  if (paid.every(Boolean)) return true;
  return paid.some(Boolean) ? undefined : false;
}

interface Step {
  readonly key: string;
  readonly command: RefundCommand;
  /** What a later attempt has to know before this one is booked. */
  readonly saved?: Json | undefined;
}

/**
 * A refund in the shop puts all its units back into stock or none: one that holds both kinds is booked as two, the goods
 * that come back first, each with its units.
 */
function stepsOf(run: CommandRun, command: RefundCommand, known: LoadedOrder): readonly Step[] {
  const whole = [{ key: run.idempotencyKey, command }];
  const back = command.lines.filter((line) => line.restock);
  const out = command.lines.filter((line) => !line.restock);
  if (back.length === 0 || out.length === 0) return whole;
  const told = asRecord(run.saved)["back"];
  const minor = typeof told === "string" ? BigInt(told) : restockedMinor(command, known);
  const { currency } = command.amount;
  const rest = command.amount.minor - minor;
  const { shippingMinor: _later, ...goods } = command;
  // A part that comes to nothing is booked for its units alone: no gateway is asked for 0.
  const pays = (part: bigint) => ({ amount: { minor: part, currency }, moveMoney: command.moveMoney && part > 0n });
  return [
    {
      key: `${run.idempotencyKey}:back`,
      command: { ...goods, lines: back, ...pays(minor) },
      saved: { back: minor.toString() },
    },
    {
      key: run.idempotencyKey,
      command: { ...command, lines: out, ...pays(rest) },
      saved: { back: minor.toString() },
    },
  ];
}

async function book({ key, command }: Step, known: LoadedOrder, ctx: Context): Promise<boolean> {
  const units = new Units(known);
  const { body } = await shopCall(ctx, {
    method: "POST",
    path: `orders/${known.order.id}/refunds`,
    json: {
      amount: units.text(amountUnits(command, known, units)),
      reason: command.reason ?? "",
      // Both default to true in the shop: money and stock move only when asked to.
      api_refund: command.moveMoney,
      api_restock: command.lines.some((line) => line.restock),
      line_items: refundEntries(command, known, units),
      meta_data: [{ key: KEY_META, value: key }],
    },
    operation: "refunds.create",
  });
  return isPaid(body);
}
