/**
 * Cancelling a whole order (Post-Order, sheet section 4). eBay itself pays the buyer back when a cancellation is approved:
 * no refund is sent beside it. What became of it is read from the order, whatever the call answers.
 */
import type { CancelReason, CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, RunOf } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { siteIdOf } from "./order-mapping.ts";
import { type ExistingOrder, readExisting, toPart } from "./order-read.ts";
import type { Order } from "./order-schemas.ts";
import { cancelStateOf, isPaid } from "./statuses.ts";
import { message } from "./words.ts";

const CANCELLATIONS = "/post-order/v2/cancellation";
const DONE = message("done.cancelled");
const POLL_MS = 30_000;
const PATIENCE = 20;

/** OUT_OF_STOCK counts as the seller's fault: only where the seller says so. */
const REASONS: Readonly<Record<CancelReason, string>> = {
  customer: "BUYER_ASKED_CANCEL",
  inventory: "OUT_OF_STOCK_OR_CANNOT_FULFILL",
  fraud: "ADDRESS_ISSUES",
  declined: "ORDER_UNPAID",
  other: "BUYER_ASKED_CANCEL",
};

const reasonOf = (reason: CancelReason, order: Order): string =>
  isPaid(order) ? (reason === "declined" ? REASONS.other : REASONS[reason]) : REASONS.declined;

export async function cancel(
  run: RunOf<"cancel">,
  { raw, order }: ExistingOrder,
  ctx: Context,
): Promise<CommandResult> {
  const part = await toPart(raw, ctx);
  if (cancelStateOf(order) === "CANCELED") return { state: "done", text: DONE, order: part };
  const tries = triesOf(run.saved);
  if (tries > 0) return waiting(tries, part.orderKey);
  if (part.lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0))
    return rejected("shipped", message("refused.cancelShipped"));
  await ask(order, run.command, ctx);
  await run.save({ tries: 1 });
  const after = await readExisting(run.order.key, ctx);
  if (after === null || cancelStateOf(after.order) !== "CANCELED") return waiting(1, part.orderKey);
  return { state: "done", text: DONE, order: await toPart(after.raw, ctx) };
}

function triesOf(saved: Json): number {
  const tries = saved !== null && typeof saved === "object" && "tries" in saved ? saved.tries : 0;
  return typeof tries === "number" ? tries : 0;
}

/** The buyer or eBay decides: the order says when. */
function waiting(tries: number, orderKey: string): CommandResult {
  if (tries > PATIENCE) return rejected("not_decided", message("refused.cancelNotDecided", { order: orderKey }));
  return { state: "pending", saved: { tries: tries + 1 }, pollAfterMs: POLL_MS * Math.min(tries, 10) };
}

/** A request of the buyer's is approved; where there is none, the seller's own is made, once. */
async function ask(order: Order, command: CommandOf<"cancel">, ctx: Context): Promise<void> {
  const request = order.cancelStatus?.cancelRequests.find(({ cancelRequestState: state }) => state === "REQUESTED");
  // Made before, and its answer lost: eBay is at it.
  if (request?.cancelInitiator?.toUpperCase() === "SELLER") return;
  const site = siteIdOf(order);
  const headers: Record<string, string> = site === undefined ? {} : { "x-ebay-c-marketplace-id": site };
  if (request?.cancelRequestId === undefined) {
    const json = {
      legacyOrderId: order.legacyOrderId ?? order.orderId,
      cancelReason: reasonOf(command.reason, order),
    };
    await ctx.http.request({ method: "POST", url: CANCELLATIONS, headers, json, operation: "cancellations.create" });
    return;
  }
  await ctx.http.request({
    method: "POST",
    url: `${CANCELLATIONS}/${encodeURIComponent(request.cancelRequestId)}/approve`,
    headers,
    json: {},
    operation: "cancellations.approve",
  });
}
