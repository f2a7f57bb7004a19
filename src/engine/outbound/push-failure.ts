import { textParameters } from "../../hub/json-column.ts";
import { describeError } from "../journal/sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** What a failed push means for its row: when it is tried again, and what it says of the failure. */
export async function classifyPushFailure(session: OutboundSession, error: unknown, attempts: number) {
  const now = session.now();
  const failure = await session.classifyFailure(error, attempts);
  const { userMessage, kind } = describeError(error);
  const [text, parts] = textParameters(userMessage);
  return { ...failure, now, userMessage, kind, text, said: parts };
}
