import { toldParameters } from "../../hub/json-column.ts";
import { describeError } from "../sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** What a failed push means for its row: when it is tried again, and what it says of the failure. */
export async function classifyPushFailure(turn: OutboundSession, error: unknown, attempts: number) {
  const now = turn.now();
  const verdict = await turn.classifyFailure(error, attempts);
  const { told, kind } = describeError(error);
  const [text, said] = toldParameters(told);
  return { ...verdict, now, told, kind, text, said };
}
