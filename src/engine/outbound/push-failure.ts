import { textParameters } from "../../hub/json-column.ts";
import { describeError } from "../sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** What a failed push means for its row: when it is tried again, and what it says of the failure. */
export async function classifyPushFailure(turn: OutboundSession, error: unknown, attempts: number) {
  const now = turn.now();
  const verdict = await turn.classifyFailure(error, attempts);
  const { userMessage, kind } = describeError(error);
  const [text, said] = textParameters(userMessage);
  return { ...verdict, now, userMessage, kind, text, said };
}
