/** Accepting, rejecting, cancelling and handing over lines. Each looks first: what is done already is not done twice. */

import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest } from "../kit/contract/platform-http.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { LATER } from "./classify.ts";
import type { ReadOrder, Staged } from "./order-mapping.ts";
import { fetchOrder } from "./order-read.ts";
import { acceptsOrders, invoicePrefixOf, warehousesOf } from "./settings.ts";
import type { Stage } from "./statuses.ts";
import { bodyTime, eventTime } from "./time.ts";
import { message } from "./words.ts";

type Cancel = CommandOf<"cancel">;

/** How soon a line Myntra calls not yet eligible is tried again. */
const LATER_MS = 15 * 60_000;

const gone = rejected("not_found", message("refused.notKnowOrderAnyMore"));

const at = (order: ReadOrder, stage: Stage): Staged[] => order.lines.filter((line) => line.stage === stage);
const isLive = ({ stage }: Staged): boolean => stage !== "cancelled";

/** Taking an order on, where the seller's contract has that step. */
export async function accept(run: CommandRun, ctx: Context): Promise<CommandResult> {
  if (!acceptsOrders(ctx.connection.settings))
    return {
      state: "unsupported",
      text: message("refused.accountOrdersNeedNoAcceptance"),
    };
  const order = await fetchOrder(run.order.key, ctx);
  if (order === null) return gone;
  const lines = at(order, "review");
  if (lines.length === 0) {
    if (order.lines.some(isLive)) return done(order, message("done.orderAccepted"));
    return rejected("cancelled", message("refused.orderCancelledNothingAccept"));
  }
  return perLines(run, "accept", { order, lines }, ctx, message("done.orderAccepted"));
}

/** Ready to dispatch; `only` names the lines, null means all that are open. */
export async function dispatch(run: CommandRun, only: readonly string[] | null, ctx: Context): Promise<CommandResult> {
  const order = await fetchOrder(run.order.key, ctx);
  if (order === null) return gone;
  const requested = order.lines.filter(
    (each) => isLive(each) && (only === null || only.includes(each.line.orderLineId)),
  );
  if (requested.length === 0) return rejected("cancelled", message("refused.theseLinesCancelledNothingSend"));
  if (requested.some(({ stage }) => stage === "review"))
    return rejected("not_released", message("refused.notReleasedOrderYetWaits"));
  const lines = requested.filter(({ stage }) => stage === "open");
  const text = message("done.readyToDispatch");
  if (lines.length === 0) return done(order, text);
  for (const [warehouse, some] of Map.groupBy(lines, (each) => warehouseOf(order, each, ctx))) {
    const later = await put(
      {
        url: "partner/v4/order/readyToDispatch/",
        operation: "orders.dispatch",
        json: { warehouse, orderLineEntries: some.map((each) => dispatchEntry(order, each, ctx)) },
      },
      ctx,
    );
    if (later) return later;
    await run.save({ dispatched: some.map(({ line }) => line.orderLineId) });
  }
  return after(run, text, ctx);
}

function dispatchEntry({ order }: ReadOrder, { line }: Staged, ctx: Context): Json {
  return {
    sellerOrderId: order.sellerOrderId,
    orderLineId: line.orderLineId,
    invoiceNumber: line.invoiceNumber ?? `${invoicePrefixOf(ctx.connection.settings)}${order.sellerOrderId}`,
    invoiceDate: bodyTime(ctx.shopNow()),
  };
}

/** All or nothing: an order of which a line is packed is left as it is. Before acceptance it is rejected, after it cancelled. */
export async function cancel(run: CommandRun, command: Cancel, ctx: Context): Promise<CommandResult> {
  const order = await fetchOrder(run.order.key, ctx);
  if (order === null) return gone;
  const live = order.lines.filter(isLive);
  const text = message("done.orderCancelled");
  if (live.length === 0) return done(order, text);
  const [review, open] = [at(order, "review"), at(order, "open")];
  if (review.length + open.length < live.length)
    return rejected("too_late", message("refused.lineOrderPackedLeftSellers"));
  if (open.length > 0) {
    const comment = command.note?.trim() || REASONS[command.reason];
    const later = await put(
      {
        url: `partner/v4/order/${encodeURIComponent(order.order.sellerOrderId)}/cancelItems`,
        operation: "orders.cancel",
        json: open.map(({ line }) => ({ orderLineId: line.orderLineId, comment })),
      },
      ctx,
    );
    if (later) return later;
    await run.save({ cancelled: open.map(({ line }) => line.orderLineId) });
  }
  return review.length === 0 ? after(run, text, ctx) : perLines(run, "reject", { order, lines: review }, ctx, text);
}

const REASONS: Readonly<Record<Cancel["reason"], string>> = {
  inventory: "out of stock",
  customer: "cancelled for the customer",
  fraud: "suspected fraud",
  declined: "payment declined",
  other: "cancelled by the seller",
};

/** Accept and reject share a body; one call a warehouse. */
async function perLines(
  run: CommandRun,
  action: "accept" | "reject",
  { order, lines }: { readonly order: ReadOrder; readonly lines: readonly Staged[] },
  ctx: Context,
  text: AnswerText,
): Promise<CommandResult> {
  for (const [warehouse, some] of Map.groupBy(lines, (each) => warehouseOf(order, each, ctx))) {
    const later = await put(
      {
        url: `partner/v4/order/${encodeURIComponent(order.order.sellerOrderId)}/${action}`,
        operation: `orders.${action}`,
        json: {
          eventTime: eventTime(ctx.shopNow()),
          warehouse,
          orderLineEntries: some.map(({ line }) => ({ orderLineId: line.orderLineId })),
        },
      },
      ctx,
    );
    if (later) return later;
    await run.save({ [action]: some.map(({ line }) => line.orderLineId) });
  }
  return after(run, text, ctx);
}

const warehouseOf = ({ order }: ReadOrder, { line }: Staged, ctx: Context): string =>
  line.warehouse ?? order.warehouse ?? warehousesOf(ctx.connection.settings)[0] ?? "";

/** Null once written; "not yet" makes the command wait. */
async function put(
  call: Pick<PlatformRequest, "url" | "operation" | "json">,
  ctx: Context,
): Promise<CommandResult | null> {
  try {
    await ctx.http.request({ method: "PUT", ...call });
    return null;
  } catch (error) {
    if (isConnectorError(error) && error.info.kind === "rejected" && LATER.has(error.info.code ?? ""))
      return { state: "pending", saved: null, pollAfterMs: LATER_MS };
    throw error;
  }
}

const done = ({ part }: ReadOrder, text: AnswerText): CommandResult => ({ state: "done", text, order: part });

/** With the state Myntra shows now, where it shows one. */
async function after(run: CommandRun, text: AnswerText, ctx: Context): Promise<CommandResult> {
  const order = await fetchOrder(run.order.key, ctx);
  return order === null ? { state: "done", text } : done(order, text);
}
