/**
 * Refunds of lines that were shipped. Walmart keeps no key and tells no time of a refund, so that what a line tells as
 * refunded before is kept, and compared before one is ever sent again.
 */
import { z } from "zod";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandExecutor } from "../kit/contract/executing.ts";
import { amountProblem, unitsProblem, zeroRefund } from "../kit/contract/order-checks.ts";
import type { CommandResult, RunOf } from "../kit/contract/ports.ts";
import { refundedMeanwhile } from "../kit/contract/refund-match.ts";
import { neverOnlyBooked, rejected } from "../kit/contract/results.ts";
import { isMerchants, type LoadedOrder } from "./order-mapping.ts";
import { figuresByLine, refundsOf } from "./order-money.ts";
import { done, sendAction } from "./order-steps.ts";
import { byReturn, openReturn, refundedUnits } from "./refund-returns.ts";
import { rowsOf } from "./refund-rows.ts";
import { returnsOf } from "./returns.ts";
import { message } from "./words.ts";

type Refund = RunOf<"refund">;

/** What the order told as refunded before ours was sent, in minor units; the return it was sent for. */
const savedSchema = z.object({ before: z.string().regex(/^-?\d+$/), returnId: z.string().optional() });

const refundedMinor = ({ order }: LoadedOrder): bigint =>
  refundsOf(order).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

export const refund: CommandExecutor<"refund", LoadedOrder> = async (run, existing, ctx) => {
  const { command } = run;
  const { order } = existing;
  if (!command.moveMoney) return neverOnlyBooked("Walmart");
  if (!isMerchants(order)) return rejected("fulfilled_elsewhere", message("refused.walmartRefunds"));
  const { data: saved } = savedSchema.safeParse(run.saved);
  const there = saved && meanwhile(command, BigInt(saved.before), existing, ctx);
  if (there) return there;
  const returns = await returnsOf(["customerOrderId", order.customerOrderId], ctx);
  if (saved?.returnId !== undefined) {
    const sent = returns.find((one) => one.returnOrderId === saved.returnId);
    if (sent && openReturn([sent], command, order) === null) return refunded(run, ctx);
  }
  const problem = problemOf(command, existing, refundedUnits(returns, order.purchaseOrderId));
  if (problem) return problem;
  const before = String(refundedMinor(existing));
  const open = openReturn(returns, command, order);
  if (open) {
    const requested = byReturn(open, command, order);
    if ("state" in requested) return requested;
    await run.save({ before, returnId: open.returnOrderId });
    await requested.send(ctx);
    return refunded(run, ctx);
  }
  const rows = rowsOf(command, order, figuresByLine(order, ctx.connection.settings).byLine);
  if ("state" in rows) return rows;
  await run.save({ before });
  const json = { orderRefund: { purchaseOrderId: order.purchaseOrderId, orderLines: { orderLine: rows.lines } } };
  await sendAction(order, "refund", json, ctx);
  return refunded(run, ctx);
};

/** What the order tells as refunded since: the same sum is ours, any other a person's to judge. */
function meanwhile(command: RefundCommand, before: bigint, existing: LoadedOrder, ctx: Context): CommandResult | null {
  const amountMinor = refundedMinor(existing) - before;
  if (amountMinor === 0n) return null;
  const since = [{ key: "since", amountMinor, at: new Date(ctx.shopNow()).toISOString(), lines: [] }];
  return refundedMeanwhile(command, since, {
    platform: "Walmart",
    moneyMoved: true,
    namesUnits: false,
    order: existing.part,
  });
}

async function refunded(run: Refund, ctx: Context): Promise<CommandResult> {
  const result = await done(message("done.refunded"), run.order.key, ctx);
  return result.state === "done" ? { ...result, moneyMoved: true } : result;
}

function problemOf(
  command: RefundCommand,
  { part }: LoadedOrder,
  back: ReadonlyMap<string, number>,
): CommandResult | null {
  const { currency, totalMinor, currentTotalMinor } = part.totals;
  const given = part.refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const wrong = amountProblem(command, { currency, leftMinor: currentTotalMinor ?? (totalMinor ?? 0n) - given });
  if (wrong) return rejected("amount", wrong);
  if (command.amount.minor <= 0n) return rejected("amount", zeroRefund());
  const left = part.lines.map(({ key, title, fulfilledQuantity }) => ({
    key,
    title,
    left: fulfilledQuantity - (back.get(key) ?? 0),
  }));
  const named = command.lines.filter(({ quantity }) => quantity > 0);
  const tooMany = unitsProblem(named, left);
  if (tooMany) return rejected("units", tooMany);
  if (left.every((line) => line.left <= 0)) return rejected("not_shipped", message("refused.notShipped"));
  return null;
}
