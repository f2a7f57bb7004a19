/**
 * Paying back (issueRefund): real money, signed for sellers in the EU and the UK, and answered before it is done. There is
 * no idempotency key: refunds that stood there before are remembered, and one more of the same amount is ours.
 */
import { z } from "zod";
import { formatDecimal } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import { amountProblem, zeroRefund } from "../kit/contract/order-checks.ts";
import type { CommandResult, CommandRun, RunOf } from "../kit/contract/ports.ts";
import { neverOnlyBooked, refusal, rejected } from "../kit/contract/results.ts";
import { optionalId, optionalText, parseOutcome } from "../kit/parse/parse.ts";
import { type ExistingOrder, orderPath, readExisting, toPart } from "./order-read.ts";
import type { Order } from "./order-schemas.ts";
import { cancelStateOf, isPaid } from "./statuses.ts";
import { message } from "./words.ts";

const POLL_MS = 30_000;
const MOST_COMMENT = 100;

/** `before`: keys of the refunds that stood there; `id`: of ours, once eBay has told it. */
const savedSchema = z.object({ before: z.array(z.string()), id: z.string().nullable() });
type Saved = z.output<typeof savedSchema>;

const answerSchema = z.object({ refundId: optionalId, refundStatus: optionalText });

interface RefundedOrder {
  readonly key: string;
  readonly id: string | undefined;
  readonly status: string;
  readonly value: string;
}

export async function refund(run: RunOf<"refund">, existing: ExistingOrder, ctx: Context): Promise<CommandResult> {
  const { raw, order } = existing;
  const { command } = run;
  if (!command.moveMoney) return neverOnlyBooked("eBay");
  if (command.amount.minor <= 0n) return rejected("zero", zeroRefund());
  const reported = refundsOf(order);
  const { data: saved } = savedSchema.safeParse(run.saved);
  if (saved) {
    const ours = reported.find((one) => isOurs(one, saved, command));
    if (ours) return ended(ours, saved, raw, ctx);
    if (saved.id !== null) return { state: "pending", saved: { ...saved }, pollAfterMs: POLL_MS };
    if (run.uncertain) return { state: "uncertain", text: message("uncertain.refund"), order: await toPart(raw, ctx) };
  }
  const problem = refusalOf(order, command);
  if (problem) return problem;
  const cached: Saved = { before: reported.map(({ key }) => key), id: null };
  await run.save({ ...cached });
  return pay(run, { command, order, remembered: cached }, ctx);
}

/** Why nothing can be paid back now; undefined when it can. */
function refusalOf(order: Order, command: RefundCommand): CommandResult | undefined {
  if (!isPaid(order)) return rejected("unpaid", message("refused.refundUnpaid"));
  // eBay pays the buyer back by itself: a refund beside it would be the second.
  if (cancelStateOf(order) !== "NONE_REQUESTED") return rejected("cancelling", message("refused.refundCancelling"));
  if (refundsOf(order).some(({ status }) => status === "PENDING"))
    return rejected("refund_running", message("refused.refundRunning"));
  const { currency } = order.pricingSummary.total;
  const amount = amountProblem(command, { currency });
  return amount === null ? undefined : rejected("amount", amount);
}

/** Of the order and, where only there, of its lines. */
function refundsOf(order: Order): RefundedOrder[] {
  const all = [...(order.paymentSummary?.refunds ?? []), ...order.lineItems.flatMap(({ refunds }) => refunds)];
  const existing = all.map(({ refundId, refundReferenceId, refundStatus, refundDate, amount }, index) => ({
    key: refundId ?? refundReferenceId ?? refundDate ?? `refund-${index}`,
    id: refundId,
    status: refundStatus ?? "REFUNDED",
    value: amount?.value ?? "",
  }));
  return [...new Map(existing.map((one) => [one.key, one])).values()];
}

const isOurs = ({ key, id, value }: RefundedOrder, saved: Saved, { amount }: RefundCommand): boolean =>
  saved.id === null
    ? !saved.before.includes(key) && Number(value) === Number(formatDecimal(amount))
    : id === saved.id || key === saved.id;

async function ended(ours: RefundedOrder, saved: Saved, raw: Json, ctx: Context): Promise<CommandResult> {
  if (ours.status === "PENDING") return { state: "pending", saved: { ...saved, id: ours.key }, pollAfterMs: POLL_MS };
  if (ours.status === "FAILED") return rejected("failed", message("refused.refundFailed"));
  return {
    state: "done",
    text: message("done.refunded"),
    order: await toPart(raw, ctx),
    moneyMoved: true,
    found: true,
  };
}

interface Payment {
  readonly command: RefundCommand;
  readonly order: Order;
  readonly remembered: Saved;
}

async function pay(run: CommandRun, { command, order, remembered }: Payment, ctx: Context): Promise<CommandResult> {
  const amount = { value: formatDecimal(command.amount), currency: command.amount.currency };
  const reason = command.reason?.trim().slice(0, MOST_COMMENT);
  const [only, second] = order.lineItems;
  const json: Json = {
    reasonForRefund: "OTHER_ADJUSTMENT",
    ...(reason ? { comment: reason } : {}),
    ...(only && !second
      ? { refundItems: [{ lineItemId: only.lineItemId, refundAmount: amount }] }
      : { orderLevelRefundAmount: amount }),
  };
  try {
    const { body } = await ctx.http.json({
      method: "POST",
      url: `${orderPath(order.orderId)}/issue_refund`,
      json,
      operation: "refunds.issue",
    });
    const { refundId } = parseOutcome(answerSchema, body, { ctx, what: "the refund" });
    const saved = { ...remembered, id: refundId ?? null };
    await run.save(saved);
    return await checked(run, { command, saved }, ctx);
  } catch (error) {
    if (isKind(error, "rejected") && error.info.kind === "rejected" && error.info.code === "34916")
      return rejected("case_open", message("refused.caseOpen"));
    return refusal(error);
  }
}

async function checked(
  run: CommandRun,
  { command, saved }: { readonly command: RefundCommand; readonly saved: Saved },
  ctx: Context,
): Promise<CommandResult> {
  const existing = await readExisting(run.order.key, ctx);
  const ours = existing && refundsOf(existing.order).find((one) => isOurs(one, saved, command));
  if (existing && ours) return ended(ours, saved, existing.raw, ctx);
  return { state: "pending", saved: { ...saved }, pollAfterMs: POLL_MS };
}
