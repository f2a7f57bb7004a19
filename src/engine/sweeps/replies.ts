/**
 * Sends members' replies. One whose answer was lost is looked up among the messages; where it is not found in a while, a
 * member decides, because a second message to a buyer cannot be taken back (decision 881).
 */
import { systemActor } from "../../commerce/actor.ts";
import { type ChannelConversation, findReply } from "../../commerce/conversation.ts";
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
  replyRefused,
  replySent,
  replyUnconfirmed,
} from "../../hub/conversations/replies.ts";
import { describeError, writeJournal } from "../journal/sync-journal.ts";
import { ConnectionUnavailable, classifyFailure, createFailureProbes } from "../lanes/lane-result.ts";
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
  const calls = session.callLog.calls.length;
  try {
    const conversation = await port.get(reply.conversationKey, contextOf(session));
    const refusal = refusalOf(conversation, port);
    if (conversation && reply.earlier && findReply(conversation, { text: reply.text, before: reply.earlier }))
      return await sent(session, reply, conversation);
    if (reply.state === "sending") return await notFound(session, reply);
    if (refusal || !conversation) return await refused(session, reply, refusal ?? message("reply.gone"));
    await send(session, { port, reply, conversation });
  } catch (error) {
    await readingFailed(session, reply, { error, calls });
  }
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

async function send(session: SweepSession, { port, reply, conversation }: Sending): Promise<void> {
  const { now } = session;
  const earlier = conversation.messages.flatMap(({ from, key }) => (from === "seller" ? [key] : []));
  const checkAt = new Date(now().getTime() + MINUTE_MS);
  if (!(await withLease(session, (tx) => beginReply(tx, reply, { earlier, now: now(), checkAt })))) return;
  const calls = session.callLog.calls.length;
  let result: ReplyResult | undefined;
  try {
    result = await runUninterrupted(async () =>
      port.reply?.send({ conversation, text: reply.text }, contextOf(session)),
    );
  } catch (error) {
    return sendingFailed(session, reply, { error, calls });
  }
  if (result?.state !== "sent") return refused(session, reply, result?.text ?? message("refused.conversationNoReply"));
  const at = now().toISOString();
  const own = { key: result.messageKey ?? `reply:${reply.id}`, at, from: "seller" as const, text: reply.text };
  await sent(session, reply, {
    ...conversation,
    state: conversation.state === "closed" ? "closed" : "open",
    updatedAt: at,
    messages: [...conversation.messages, own],
  });
}

async function sent(session: SweepSession, reply: DueReply, conversation: ChannelConversation): Promise<void> {
  const { open, now } = session;
  await withLease(session, async (tx) => {
    await replySent(tx, reply, { connectionId: open.row.id, conversation, now: now() });
    await journal(session, tx, { text: message("log.reply.sent"), status: "success" });
  });
}

async function refused(session: SweepSession, reply: DueReply, text: HubText): Promise<void> {
  await withLease(session, async (tx) => {
    await replyRefused(tx, reply, text, session.now());
    await journal(session, tx, { text, status: "failed" });
  });
}

/** Its answer was lost and the channel does not show it: looked up again, or left to a member. */
async function notFound(session: SweepSession, reply: DueReply): Promise<void> {
  const { open, now } = session;
  const wait = CHECKS_MS[reply.attempts + 1];
  const by = { connectionId: open.row.id, store: open.row.name, actor: systemActor, now: now() };
  await withLease(session, async (tx) => {
    if (wait === undefined) return replyUnconfirmed(tx, reply, by);
    await replyLater(tx, reply, { state: "sending", at: new Date(now().getTime() + wait) });
  });
}

interface Failed {
  readonly error: unknown;
  readonly calls: number;
}

/** The call failed: what may have been done is looked up, what certainly was not is sent again or refused. */
async function sendingFailed(session: SweepSession, reply: DueReply, { error, calls }: Failed): Promise<void> {
  const { userMessage: text, kind } = describeError(error);
  const failure = { text, status: "failed", errorKind: kind.kind } as const;
  if (isInDoubt(error, session.callLog.calls.slice(calls))) {
    const at = new Date(session.now().getTime() + MINUTE_MS);
    await withLease(session, async (tx) => {
      await replyLater(tx, reply, { state: "sending", at, text, attempts: 0 });
      await journal(session, tx, failure);
    });
    return;
  }
  await laterOrRefused(session, reply, { error, state: "pending" });
}

/** The conversation could not be read: nothing was sent by this attempt. */
async function readingFailed(session: SweepSession, reply: DueReply, { error }: Failed): Promise<void> {
  await laterOrRefused(session, reply, { error, state: reply.state });
}

async function laterOrRefused(
  session: SweepSession,
  reply: DueReply,
  { error, state }: { readonly error: unknown; readonly state: DueReply["state"] },
): Promise<void> {
  const { deps, open, signal, now } = session;
  const { userMessage: text, kind } = describeError(error);
  const soon = new Date(now().getTime() + 5 * MINUTE_MS);
  try {
    const { dueAt } = await classifyFailure(
      { error, attempts: reply.attempts, now: now(), succeeded: false, signal },
      createFailureProbes(deps, open, session),
    );
    await withLease(session, async (tx) => {
      if (dueAt === null && state === "pending") await replyRefused(tx, reply, text, now());
      else await replyLater(tx, reply, { state, at: dueAt ?? soon, text });
      await journal(session, tx, { text, status: "failed", errorKind: kind.kind });
    });
  } catch (rests) {
    if (rests instanceof ConnectionUnavailable)
      await withLease(session, (tx) => replyLater(tx, reply, { state, at: soon, text }));
    throw rests;
  }
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
