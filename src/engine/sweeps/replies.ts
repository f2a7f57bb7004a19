/**
 * Sends members' replies. One whose answer was lost is looked up among the messages; where it is not found in a while, a
 * member decides, because a second message to a buyer cannot be taken back (decision 881).
 */
import { type ChannelConversation, findReply, withReply } from "../../commerce/conversation.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Conversations, ReplyResult } from "../../connectors/kit/contract/conversations.ts";
import { isInDoubt } from "../../connectors/kit/http/in-doubt.ts";
import type { Tx } from "../../db/database.ts";
import {
  beginReply,
  type DueReply,
  dueReplies,
  nextReply,
  replyLater,
  replyNotTaken,
  replyRefused,
  replySent,
  replyUnconfirmed,
} from "../../hub/conversations/replies.ts";
import { storeConversations } from "../../hub/conversations/store.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import { ConnectionUnavailable, classifyFailure, createFailureProbes, type ItemFailure } from "../lanes/lane-result.ts";
import { holdLane } from "../lanes/lanes.ts";
import { runUninterrupted } from "../lanes/worker-slots.ts";
import type { SweepSession } from "./sweep-session.ts";

const MINUTE_MS = 60_000;
/** When a reply whose answer was lost is looked up: how late platforms show a message is not published. */
const CHECKS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS];

/** Sends or looks up what is due; answers when there is more. */
export async function sendReplies(session: SweepSession): Promise<{ readonly nextAt?: Date | undefined }> {
  const { deps, lane, open, now } = session;
  const port = open.ports.conversations;
  if (!port) return {};
  const due = await deps.db.tenant(lane.organization, (tx) => dueReplies(tx, open.row.id, now()));
  for (const reply of due) {
    await sendOne(session, port, reply);
    if (session.isOver()) break;
  }
  const next = await deps.db.tenant(lane.organization, (tx) => nextReply(tx, open.row.id));
  return next === null ? {} : { nextAt: next };
}

const withLease = <T>({ deps, lane }: SweepSession, work: (tx: Tx) => Promise<T>): Promise<T> =>
  deps.db.tenant(lane.organization, async (tx) => {
    await holdLane(tx, lane);
    return work(tx);
  });

const contextOf = ({ open, signal, callLog }: SweepSession) =>
  open.context({ signal, callLog, priority: "interactive" });

async function sendOne(session: SweepSession, port: Conversations, reply: DueReply): Promise<void> {
  let conversation: ChannelConversation | null;
  try {
    conversation = await port.get(reply.conversationKey, contextOf(session));
  } catch (error) {
    return readingFailed(session, reply, error);
  }
  const refusal = refusalOf(conversation, port);
  if (conversation && reply.earlier && findReply(conversation, { text: reply.text, before: reply.earlier }))
    return sent(session, reply, conversation);
  if (reply.state === "sending") return notFound(session, reply);
  if (refusal || !conversation) return refused(session, reply, refusal ?? message("reply.gone"));
  await send(session, { port, reply, conversation });
}

function refusalOf(conversation: ChannelConversation | null, { reply }: Conversations): HubText | null {
  if (!conversation) return message("reply.gone");
  return reply && conversation.canReply ? null : message("refused.conversationNoReply");
}

interface Sending {
  readonly port: Conversations;
  readonly reply: DueReply;
  readonly conversation: ChannelConversation;
}

/** Once it is begun, nothing but the channel's own refusal of the call lets it be sent again (decision 881). */
async function send(session: SweepSession, { port, reply, conversation }: Sending): Promise<void> {
  const { now } = session;
  const ctx = contextOf(session);
  const earlier = conversation.messages.flatMap(({ from, key }) => (from === "seller" ? [key] : []));
  const checkAt = new Date(now().getTime() + MINUTE_MS);
  // By the channel's clock, and before the call: what the buyer writes afterwards is newer.
  const sentAt = new Date(ctx.shopNow());
  if (!(await withLease(session, (tx) => beginReply(tx, reply, { earlier, sentAt, checkAt })))) return;
  const calls = session.callLog.calls.length;
  let result: ReplyResult | undefined;
  try {
    result = await runUninterrupted(async () => port.reply?.send({ conversation, text: reply.text }, ctx));
  } catch (error) {
    return sendingFailed(session, reply, { error, calls });
  }
  if (result?.state !== "sent") return refused(session, reply, result?.text ?? message("refused.conversationNoReply"));
  await sent(
    session,
    reply,
    withReply(conversation, { id: reply.id, text: reply.text, sentAt, key: result.messageKey }),
  );
}

/** It is saved as sent by itself: whatever is wrong with the conversation, this reply is over. */
async function sent(session: SweepSession, reply: DueReply, conversation: ChannelConversation): Promise<void> {
  const { open, now } = session;
  await withLease(session, async (tx) => {
    await replySent(tx, reply, now());
    await journal(session, tx, { text: message("log.reply.sent"), status: "success" });
  });
  await withLease(session, (tx) => storeConversations(tx, [conversation], { connectionId: open.row.id, now: now() }));
}

const byOf = ({ open, now }: SweepSession) => ({ connectionId: open.row.id, store: open.row.name, now: now() });

async function refused(session: SweepSession, reply: DueReply, text: HubText, errorKind?: string): Promise<void> {
  await withLease(session, async (tx) => {
    await replyRefused(tx, reply, text, byOf(session));
    await journal(session, tx, { text, status: "failed", errorKind });
  });
}

/** Its answer was lost and the channel does not show it: looked up again, or left to a member. */
async function notFound(session: SweepSession, reply: DueReply, failed?: Failure): Promise<void> {
  const attempts = reply.attempts + 1;
  const wait = CHECKS_MS[attempts];
  await withLease(session, async (tx) => {
    if (wait === undefined) await replyUnconfirmed(tx, reply, byOf(session));
    else await replyLater(tx, reply, { at: new Date(session.now().getTime() + wait), attempts, text: failed?.text });
    if (failed) await journal(session, tx, { ...failed, status: "failed" });
  });
}

interface Failure {
  readonly text: HubText;
  readonly errorKind: string;
}

const failureOf = (error: unknown): Failure => {
  const { userMessage: text, kind } = describeError(error);
  return { text, errorKind: kind.kind };
};

/** The call failed: what may have been done is looked up, what certainly was not is sent again or refused. */
async function sendingFailed(
  session: SweepSession,
  reply: DueReply,
  { error, calls }: { readonly error: unknown; readonly calls: number },
): Promise<void> {
  const failure = failureOf(error);
  if (isInDoubt(error, session.callLog.calls.slice(calls))) {
    const at = new Date(session.now().getTime() + MINUTE_MS);
    return withLease(session, async (tx) => {
      await replyLater(tx, reply, { at, text: failure.text, attempts: 0 });
      await journal(session, tx, { ...failure, status: "failed" });
    });
  }
  await laterOrRefused(session, reply, { error, later: replyNotTaken });
}

/** The conversation could not be read: nothing was sent by this attempt. */
async function readingFailed(session: SweepSession, reply: DueReply, error: unknown): Promise<void> {
  if (reply.state === "pending") return laterOrRefused(session, reply, { error, later: replyLater });
  await judged(session, reply, { error, later: replyLater });
  await notFound(session, reply, failureOf(error));
}

interface Failed {
  readonly error: unknown;
  /** How it waits for its next attempt. */
  readonly later: typeof replyLater;
}

/** The failure as the item's own. One of the connection ends the turn: the reply waits, and no attempt is used. */
async function judged(session: SweepSession, reply: DueReply, { error, later }: Failed): Promise<ItemFailure> {
  const { deps, open, signal, now } = session;
  const { attempts } = reply;
  try {
    return await classifyFailure(
      { error, attempts, now: now(), succeeded: false, signal },
      createFailureProbes(deps, open, session),
    );
  } catch (rests) {
    if (rests instanceof ConnectionUnavailable) {
      const at = new Date(now().getTime() + 5 * MINUTE_MS);
      await withLease(session, (tx) => later(tx, reply, { at, attempts, text: failureOf(error).text }));
    }
    throw rests;
  }
}

/** A right that is missing may be missing for days: a member learns of it, and no reply goes out after all that time. */
async function laterOrRefused(session: SweepSession, reply: DueReply, failed: Failed): Promise<void> {
  const { dueAt, attempts, missing } = await judged(session, reply, failed);
  const failure = failureOf(failed.error);
  if (dueAt === null || missing !== null) return refused(session, reply, failure.text, failure.errorKind);
  await withLease(session, async (tx) => {
    await failed.later(tx, reply, { at: dueAt, attempts, text: failure.text });
    await journal(session, tx, { ...failure, status: "failed" });
  });
}

function journal(
  { open, callLog, now }: SweepSession,
  tx: Tx,
  entry: { readonly text: HubText; readonly status: "success" | "failed"; readonly errorKind?: string | undefined },
): Promise<void> {
  const at = now();
  return writeJournal(
    tx,
    open.row.id,
    [{ connectionId: open.row.id, action: "send_reply", at, ...entry }],
    callLog.drifts.splice(0),
    at,
  );
}
