/** Refunds. The shop caps nothing but the amount, so that quantities and money are checked here. */

import { message as hubMessage, type Message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { amountProblem, unitsProblem, zeroRefund } from "../kit/contract/order-checks.ts";
import type { CommandOf, CommandRun } from "../kit/contract/ports.ts";
import { likeText, matchRefund, type PriorRefund, refundsSince } from "../kit/contract/refund-match.ts";
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
function refundProblem(command: RefundCommand, existing: LoadedOrder): Message | null {
  const { part } = existing;
  const units = new Units(existing);
  const leftMinor = units.toMinor(leftUnits(existing, units));
  const refunded = new Map<string, number>();
  for (const { lineKey, quantity } of part.refunds.flatMap(({ lines }) => lines))
    refunded.set(lineKey, (refunded.get(lineKey) ?? 0) + quantity);
  const left = part.lines.map(({ key, title, orderedQuantity }) => ({
    key,
    title,
    left: orderedQuantity - (refunded.get(key) ?? 0),
  }));
  return amountProblem(command, { currency: part.totals.currency, leftMinor }) ?? unitsProblem(command.lines, left);
}

/** Refunds that stand in the shop: ours, whether the gateway paid, by key; and those made without a key since. */
interface Status {
  readonly keyed: ReadonlyMap<string, boolean>;
  readonly loose: readonly { readonly refund: PriorRefund; readonly isPaid: boolean }[];
}

/**
 * The shop writes our key last: after it has saved the refund, asked the gateway and put the units back (wc_create_refund,
 * then the meta data of the REST controller). A refund that is being made, or whose making was cut off, has none.
 */
async function standingIn(existing: LoadedOrder, run: CommandRun, ctx: Context): Promise<Status> {
  const rows = await allRows(ctx, { path: `orders/${existing.order.id}/refunds`, operation: "refunds.list" });
  const reported = rows.map((row) => ({ id: String(asRecord(row)["id"]), key: keyOf(row), isPaid: isPaid(row) }));
  const since = new Map(refundsSince(run, existing.part.refunds, ctx).map((refund) => [refund.key, refund]));
  return {
    keyed: new Map(reported.flatMap(({ key, isPaid }) => (key === undefined ? [] : [[key, isPaid] as const]))),
    loose: reported.flatMap(({ id, key, isPaid }) => {
      const refund = since.get(id);
      return key === undefined && refund ? [{ refund, isPaid }] : [];
    }),
  };
}

function keyOf(row: Json): string | undefined {
  const list = asRecord(row)["meta_data"];
  const entries = Array.isArray(list)
    ? list.map((one) => ({ key: String(asRecord(one)["key"] ?? ""), value: asRecord(one)["value"] }))
    : [];
  const key = metaOf(entries, KEY_META);
  return key === undefined ? undefined : String(key);
}

/** "If the payment was refunded via the API": asked to, a gateway that cannot is an error instead. */
const isPaid = (row: Json): boolean => asRecord(row)["refunded_payment"] === true;

export const refund: CommandExecutor<"refund", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const isRepeated = run.uncertain || run.saved !== null || run.sentAt !== undefined;
  const there: Status = isRepeated ? await standingIn(existing, run, ctx) : { keyed: new Map(), loose: [] };
  const steps = stepsOf(run, command, existing);
  if (command.amount.minor <= 0n) return rejected("refund", zeroRefund());
  const before = booked(steps, there);
  const doubt = doubtOf(run, steps, { before, there });
  if (doubt) return { state: "uncertain", text: doubt, order: existing.part };
  const paid = steps.map((step) => before.get(step.key) ?? false);
  let now = existing;
  for (const [index, step] of steps.entries()) {
    if (before.has(step.key)) continue;
    const problem = refundProblem(step.command, now);
    if (problem) return rejected("refund", problem);
    if (step.saved !== undefined) await run.save(step.saved);
    paid[index] = await book(step, now, ctx);
    await run.save({ ...asRecord(step.saved ?? null), booked: true });
    now = (await fetchOrder(existing.order.id, ctx, existing)) ?? now;
  }
  const isOld = steps.every((step) => before.has(step.key));
  const order = (isOld ? await fetchOrder(existing.order.id, ctx, existing) : now)?.part;
  const moneyMoved = moved(paid.filter((_one, index) => (steps[index]?.command.amount.minor ?? 0n) > 0n));
  if (isOld) return { state: "done", text: message("refused.refundBookedBefore"), order, moneyMoved, found: true };
  const text = command.moveMoney
    ? hubMessage("platform.refund.asked")
    : hubMessage("platform.refund.bookedOnly", { platform: "WooCommerce" });
  return { state: "done", text, order, moneyMoved };
};

/** Steps that stand in the shop already, whether the gateway paid: by our key, or made since with the same sum and units. */
function booked(steps: readonly Step[], { keyed, loose }: Status): ReadonlyMap<string, boolean> {
  const left = [...loose];
  return new Map(
    steps.flatMap(({ key, command }) => {
      const isPaid = keyed.get(key);
      if (isPaid !== undefined) return [[key, isPaid] as const];
      const { ours } = matchRefund(
        command,
        left.map(({ refund }) => refund),
      );
      const at = left.findIndex(({ refund }) => refund === ours);
      const [found] = at < 0 ? [] : left.splice(at, 1);
      return found ? [[key, found.isPaid] as const] : [];
    }),
  );
}

/** What keeps an attempt from saying whether money went out: a record without the gateway's word, or one like ours. */
function doubtOf(
  { uncertain }: CommandRun,
  steps: readonly Step[],
  { before, there }: { readonly before: ReadonlyMap<string, boolean>; readonly there: Status },
): Message | null {
  const unpaid = steps.find(
    ({ key, command }) => command.moveMoney && before.get(key) === false && !there.keyed.has(key),
  );
  if (uncertain && unpaid) return message("refused.refundStandsUnpaid", amountOf(unpaid.command));
  const loose = there.loose.map(({ refund }) => refund);
  const open = steps.filter(({ key }) => !before.has(key));
  const like = open.flatMap(({ command }) => matchRefund(command, loose).like ?? [])[0];
  const [first] = open;
  if (!like || !first) return null;
  return likeText("WooCommerce", first.command.amount, like);
}

const amountOf = ({ amount }: RefundCommand) => ({ amount: formatDecimal(amount), currency: amount.currency });

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
function stepsOf(run: CommandRun, command: RefundCommand, existing: LoadedOrder): readonly Step[] {
  const whole = [{ key: run.idempotencyKey, command }];
  const back = command.lines.filter((line) => line.restock);
  const out = command.lines.filter((line) => !line.restock);
  if (back.length === 0 || out.length === 0) return whole;
  const reported = asRecord(run.saved)["back"];
  const minor = typeof reported === "string" ? BigInt(reported) : restockedMinor(command, existing);
  const { currency } = command.amount;
  const rest = command.amount.minor - minor;
  const { shippingMinor: _later, ...itemsTotal } = command;
  // A part that comes to nothing is booked for its units alone: no gateway is asked for 0.
  const pays = (part: bigint) => ({ amount: { minor: part, currency }, moveMoney: command.moveMoney && part > 0n });
  return [
    {
      key: `${run.idempotencyKey}:back`,
      command: { ...itemsTotal, lines: back, ...pays(minor) },
      saved: { back: minor.toString() },
    },
    {
      key: run.idempotencyKey,
      command: { ...command, lines: out, ...pays(rest) },
      saved: { back: minor.toString() },
    },
  ];
}

async function book({ key, command }: Step, existing: LoadedOrder, ctx: Context): Promise<boolean> {
  const units = new Units(existing);
  const { body } = await shopCall(ctx, {
    method: "POST",
    path: `orders/${existing.order.id}/refunds`,
    json: {
      amount: units.text(amountUnits(command, existing, units)),
      reason: command.reason ?? "",
      // Both default to true in the shop: money and stock move only when asked to.
      api_refund: command.moveMoney,
      api_restock: command.lines.some((line) => line.restock),
      line_items: refundEntries(command, existing, units),
      meta_data: [{ key: KEY_META, value: key }],
    },
    operation: "refunds.create",
  });
  return isPaid(body);
}
