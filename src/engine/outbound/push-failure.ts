/** What becomes of a push that failed, the same for every lane: it is saved, logged, and told of where no try follows. */
import { type HubText, type Message, textParts } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type NewAlert, raiseAlert } from "../../hub/alerts/alerts.ts";
import { textParameters } from "../../hub/json-column.ts";
import type { NewSyncEntry, SyncAction } from "../../hub/sync-log/sync-log.ts";
import { describeError, failureDetails, writeJournal } from "../journal/sync-journal.ts";
import type { OutboundSession } from "./outbound-session.ts";

/** What a failed push means for its row: when it is tried again, and what it says of the failure. */
async function classifyPushFailure(session: OutboundSession, error: unknown, attempts: number) {
  const now = session.now();
  const failure = await session.classifyFailure(error, attempts);
  const { userMessage, kind } = describeError(error);
  const [text, parts] = textParameters(userMessage);
  return { ...failure, now, userMessage, kind: kind.kind, text, said: parts };
}

export type PushFailure = Awaited<ReturnType<typeof classifyPushFailure>>;

/** Which alert says that something is not sent any more. */
export type PushAlert = Pick<NewAlert, "kind" | "cause" | "subject" | "title" | "action">;

interface FailedPush {
  readonly action: SyncAction;
  /** What the log files it under. */
  readonly ref: string;
  /** What the log says before the reason. */
  readonly lead: Message;
  readonly error: unknown;
  /** Used before this one. */
  readonly attempts: number;
  /** How many calls the turn had made before it. */
  readonly fromCall: number;
  readonly alert: PushAlert;
  save(tx: Tx, failure: PushFailure): Promise<void>;
}

/** One record that was not taken. */
export async function recordPushFailure(session: OutboundSession, push: FailedPush): Promise<void> {
  const failure = await classifyPushFailure(session, push.error, push.attempts);
  const { now, userMessage: text, kind, attempts, dueAt } = failure;
  await session.tenantWithLease(async (tx) => {
    await push.save(tx, failure);
    const entry = { ...failedEntry(session, { ...push, text, attempts, dueAt, now }), errorKind: kind };
    await writeJournal(tx, session.open.row.id, [entry], session.callLog.drifts.splice(0), now);
    if (dueAt === null) await alertExhaustedPush(tx, session, push.alert, text);
  });
}

/** The log of something that was not taken. */
export function failedEntry(
  session: OutboundSession,
  failed: Pick<FailedPush, "action" | "ref" | "lead" | "attempts" | "fromCall"> & {
    readonly text: HubText;
    readonly dueAt: Date | null;
    readonly now: Date;
  },
): NewSyncEntry {
  return {
    connectionId: session.open.row.id,
    action: failed.action,
    status: "failed",
    ref: failed.ref,
    attempt: Math.max(1, failed.attempts),
    text: [failed.lead, ...textParts(failed.text)],
    details: failureDetails(session.callLog.calls, failed.fromCall, failed.dueAt),
    at: failed.now,
  };
}

/** No try follows: a person is told. */
export async function alertExhaustedPush(
  tx: Tx,
  session: OutboundSession,
  alert: PushAlert,
  text: HubText,
): Promise<void> {
  await raiseAlert(tx, {
    ...alert,
    severity: "warning",
    connectionId: session.open.row.id,
    text,
    now: session.now(),
  });
}
