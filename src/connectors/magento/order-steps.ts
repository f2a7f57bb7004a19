import type { WholeOrder } from "./order-mapping.ts";
/** What an act ended with, and the order as it stood then, where that was read. */
export interface Acted {
  readonly result: CommandResult;
  readonly after: WholeOrder | null;
}

import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { CommandResult } from "../kit/contract/ports.ts";

/** Mails and gateways are called inside the request. */
export const VERB_TIMEOUT_MS = 45_000;

export function done(text: AnswerText): CommandResult {
  return { state: "done", text };
}
