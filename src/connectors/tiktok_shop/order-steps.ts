/** What a command ends with, in words. */

import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { isFulfilledByTikTok } from "./order-mapping.ts";
import { fetchOne, fetchOrder, type ReportedOrder } from "./order-read.ts";
import { message } from "./words.ts";

/** Done, with the order as it stands now. */
export async function done(text: AnswerText, orderKey: string, ctx: Context): Promise<CommandResult> {
  return { state: "done", text, order: (await fetchOrder(orderKey, ctx)) ?? undefined };
}

/** The order as TikTok has it now, or why nothing can be done with it. */
export async function orderFor(key: string, ctx: Context): Promise<ReportedOrder | CommandResult> {
  const reported = await fetchOne(key, ctx);
  if (reported === null) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  if (isFulfilledByTikTok(reported.order))
    return rejected("fulfilled_by_tiktok", message("refused.warehouseOrderShipsCancels"));
  return reported;
}

export const isAnswer = (value: ReportedOrder | CommandResult): value is CommandResult => "state" in value;

/** A refusal of TikTok as the command's end; everything else is the engine's. Codes in `settled` count as done. */
export async function attempt(
  work: () => Promise<unknown>,
  settled: readonly string[] = [],
): Promise<{ readonly code: string; readonly text: AnswerText } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "rejected") throw error;
    const code = error.info.code ?? "rejected";
    return settled.includes(code) ? null : { code, text: error.userMessage };
  }
}
