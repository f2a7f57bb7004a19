/** How commands end. */

import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { fetchOrder, type ReportedOrder } from "./order-read.ts";

/** Done, with the order as Wix shows it now. */
export async function done(
  orderId: string,
  text: AnswerText,
  ctx: Context,
  reported: ReportedOrder = {},
): Promise<CommandResult> {
  return { state: "done", text, order: (await fetchOrder(orderId, ctx, reported))?.part };
}
