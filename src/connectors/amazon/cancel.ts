/** Cancelling has no call of its own: a tab-separated feed says so, and minutes later the order does (sheet section 5). */

import { z } from "zod";
import type { OrderPart } from "../../commerce/order.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { feedReport, feedState, submitFeed } from "./feeds.ts";
import { fetchOrder } from "./order-read.ts";
import { message } from "./words.ts";

type Cancel = CommandOf<"cancel">;

const savedSchema = z.object({ feedId: z.string(), since: z.number() });

const POLL_MS = 60_000;
/** A feed that is done and changed nothing by then has been refused. */
const PATIENCE_MS = 30 * 60_000;
const DONE = message("done.orderCancelled");

/** Reasons Seller Central offers for a merchant's cancellation. */
export const REASONS: Readonly<Record<Cancel["reason"], string>> = {
  customer: "BuyerCanceled",
  inventory: "NoInventory",
  fraud: "GeneralAdjustment",
  declined: "GeneralAdjustment",
  other: "GeneralAdjustment",
};

/** The words that forbid cancelling; null when nothing does. */
export function cancelRefusal(platformStatus: string): { readonly code: string; readonly text: AnswerText } | null {
  const [status = "", by = ""] = platformStatus.split(" ");
  if (by === "AMAZON") return { code: "fba", text: message("refused.shipsOrderItselfBuyerCancel") };
  if (status === "UNSHIPPED") return null;
  if (status === "PENDING" || status === "PENDING_AVAILABILITY")
    return {
      code: "pending",
      text: message("refused.letsPendingOrderCancelledBuyer"),
    };
  return { code: "too_late", text: message("refused.letsOrderCancelledBeforeAnything") };
}

export async function cancel(run: CommandRun, command: Cancel, ctx: Context): Promise<CommandResult> {
  const order = await fetchOrder(run.order.key, ctx);
  if (order === null) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  if (order.status === "cancelled") return { state: "done", text: DONE, order };
  const saved = savedSchema.safeParse(run.saved);
  if (saved.success) return follow(saved.data, ctx);
  const forbidden = cancelRefusal(order.platformStatus);
  if (forbidden) return rejected(forbidden.code, forbidden.text);
  const feedId = await submitFeed(
    {
      type: "POST_FLAT_FILE_ORDER_ACKNOWLEDGEMENT_DATA",
      contentType: "text/tab-separated-values; charset=UTF-8",
      text: acknowledgement(order, REASONS[command.reason]),
      operation: "feeds.create",
    },
    ctx,
  );
  const progress = { feedId, since: ctx.clock.now() };
  await run.save(progress);
  return { state: "pending", saved: progress, pollAfterMs: POLL_MS };
}

function acknowledgement(order: OrderPart, reason: string): string {
  const rows = order.lines.map((line) => [order.orderKey, reason, line.key]);
  return [["order-id", "cancellation-reason-code", "amazon-order-item-code"], ...rows]
    .map((cells) => `${cells.join("\t")}\n`)
    .join("");
}

/** The order itself says when it is cancelled; the feed only says when it is not going to be. */
async function follow(saved: z.output<typeof savedSchema>, ctx: Context): Promise<CommandResult> {
  const state = await feedState(saved.feedId, ctx);
  const again: CommandResult = { state: "pending", saved, pollAfterMs: POLL_MS };
  if (state.state === "running") return again;
  if (state.state === "done" && ctx.clock.now() - saved.since < PATIENCE_MS) return again;
  const report = state.documentId === undefined ? "" : (await feedReport(state.documentId, ctx)).trim().slice(0, 300);
  return rejected("feed", [
    message("refused.notCancelled"),
    ...(report === "" ? [] : [message("refused.itsReport", { report })]),
  ]);
}
