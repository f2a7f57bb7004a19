/** Replies of members: asked for here, sent by the engine, and never sent twice. */
import { actorText, type By } from "../../commerce/actor.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { jsonParameter, storableText, textParameters } from "../json-column.ts";
import { replyCause } from "./alerts.ts";
import { getConversation } from "./conversations.ts";
import type { Conversation } from "./schema.ts";

/** The lane that sends replies of this connection has work now. */
async function wake(tx: Tx, connectionId: string, now: Date): Promise<void> {
  await tx.run(
    `update argosy.sync_cursor set next_at = least(next_at, $2)
     where organization_id = argosy.tenant() and connection_id = $1 and sweep = 'replies'`,
    [connectionId, now],
  );
  await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1]::uuid[], 'sweep', $2)", [connectionId, now]);
}

interface NewReply extends By {
  readonly id: string;
  readonly text: string;
  /** Characters the channel takes. */
  readonly maxLength: number;
  /** The same request again adds nothing. */
  readonly requestKey: string | undefined;
}

/** Adds a reply to be sent. Throws HubError CONVERSATION_NOT_FOUND, CONVERSATION_NO_REPLY, REPLY_LENGTH. */
export async function requestReply(tx: Tx, reply: NewReply): Promise<Conversation> {
  const conversation = await getConversation(tx, reply.id);
  if (!conversation.canReply)
    throw new HubError("CONVERSATION_NO_REPLY", "conflict", message("refused.conversationNoReply"));
  const text = storableText(reply.text);
  if (text.length > reply.maxLength)
    throw new HubError("REPLY_LENGTH", "validation", message("refused.replyLength", { most: reply.maxLength }), "text");
  await tx.run(
    `insert into argosy.conversation_reply (organization_id, conversation_id, order_id, text, state, request_key,
       requested_by, requested_at, due_at)
     values (argosy.tenant(), $1, $2, $3, 'pending', $4, $5, $6, $6)
     on conflict (organization_id, conversation_id, request_key) do nothing`,
    [reply.id, conversation.orderId, text, reply.requestKey ?? null, actorText(reply.actor), reply.now],
  );
  await wake(tx, conversation.storeId, reply.now);
  return getConversation(tx, reply.id);
}

interface Settle extends By {
  readonly id: string;
  readonly replyId: string;
  /** `again`: it is looked up once more and sent if it is not there; `drop`: given up. */
  readonly action: "again" | "drop";
}

/**
 * What a member decides about a reply that was refused or never confirmed; one on its way can be given up as well, and
 * is sent all the same where its call went out before. Throws HubError REPLY_NOT_OPEN.
 */
export async function settleReply(tx: Tx, { id, replyId, action, actor, now }: Settle): Promise<Conversation> {
  const conversation = await getConversation(tx, id);
  const changed = await tx.run(
    `update argosy.conversation_reply
     set state = case when $3 then 'pending' else 'dropped' end, due_at = case when $3 then $4::timestamptz end,
       attempts = 0, settled_at = case when $3 then null else $4::timestamptz end
     where organization_id = argosy.tenant() and conversation_id = $1 and id = $2
       and (state in ('unconfirmed', 'refused') or not $3 and state in ('pending', 'sending'))`,
    [id, replyId, action === "again", now],
  );
  if (changed === 0) throw new HubError("REPLY_NOT_OPEN", "conflict", message("refused.replyNotOpen"));
  await resolveAlert(tx, replyCause(replyId), now, actor);
  if (action === "again") await wake(tx, conversation.storeId, now);
  return getConversation(tx, id);
}

export interface DueReply {
  readonly id: string;
  readonly conversationId: string;
  readonly conversationKey: string;
  readonly text: string;
  readonly state: "pending" | "sending";
  readonly attempts: number;
  /** The seller's messages before it was first sent; null: it was never sent. */
  readonly earlier: readonly string[] | null;
}

const MOST = 20;

/** Replies of a connection to send or to look up, those requested first first. */
export function dueReplies(tx: Tx, connectionId: string, now: Date): Promise<DueReply[]> {
  return tx.rows(
    `select r.id, r.conversation_id as "conversationId", c.ext_key as "conversationKey", r.text, r.state, r.attempts,
       r.earlier
     from argosy.conversation_reply r
     join argosy.conversation c on c.organization_id = r.organization_id and c.id = r.conversation_id
     where r.organization_id = argosy.tenant() and c.connection_id = $1 and r.due_at <= $2
     order by r.due_at, r.requested_at, r.id limit ${MOST}`,
    [connectionId, now],
  );
}

/** When the next reply of a connection is due; null: none waits. */
export async function nextReply(tx: Tx, connectionId: string): Promise<Date | null> {
  const { at } = await tx.one<{ at: Date | null }>(
    `select min(r.due_at) as at from argosy.conversation_reply r
     join argosy.conversation c on c.organization_id = r.organization_id and c.id = r.conversation_id
     where r.organization_id = argosy.tenant() and c.connection_id = $1 and r.due_at is not null`,
    [connectionId],
  );
  return at;
}

/** It is about to be sent; false: a member or another worker was faster. */
export async function beginReply(
  tx: Tx,
  reply: DueReply,
  { earlier, sentAt, checkAt }: { readonly earlier: readonly string[]; readonly sentAt: Date; readonly checkAt: Date },
): Promise<boolean> {
  const started = await tx.run(
    `update argosy.conversation_reply
     set state = 'sending', sent_at = $2, earlier = coalesce(earlier, $3::jsonb), due_at = $4, attempts = 0
     where organization_id = argosy.tenant() and id = $1 and state = 'pending'`,
    [reply.id, sentAt, jsonParameter(earlier), checkAt],
  );
  return started > 0;
}

/** The channel has it, also where a member gave it up meanwhile. */
export function replySent(tx: Tx, reply: DueReply, now: Date): Promise<unknown> {
  return tx.run(
    `update argosy.conversation_reply
     set state = 'sent', due_at = null, settled_at = $2, error = null, error_said = null
     where organization_id = argosy.tenant() and id = $1`,
    [reply.id, now],
  );
}

interface Later {
  readonly at: Date;
  /** Used so far: of sending while it is pending, of looking it up after that. */
  readonly attempts: number;
  readonly text?: HubText | undefined;
}

/** It is sent or looked up then: what was begun stays so. */
export const replyLater = (tx: Tx, reply: DueReply, how: Later): Promise<unknown> =>
  wait(tx, reply, { ...how, from: "state in ('pending', 'sending')" });

/** The channel certainly did not take the call: it is sent again then. */
export const replyNotTaken = (tx: Tx, reply: DueReply, how: Later): Promise<unknown> =>
  wait(tx, reply, { ...how, from: "state = 'sending'", set: "state = 'pending'," });

function wait(
  tx: Tx,
  reply: DueReply,
  { at, attempts, text, from, set = "" }: Later & { readonly from: string; readonly set?: string },
): Promise<unknown> {
  const [words, parts] = text === undefined ? [null, null] : textParameters(text);
  return tx.run(
    `update argosy.conversation_reply
     set ${set} due_at = $2, attempts = $3, error = $4, error_said = $5
     where organization_id = argosy.tenant() and id = $1 and ${from}`,
    [reply.id, at, attempts, words, parts],
  );
}

interface Channel {
  readonly connectionId: string;
  readonly store: string;
  readonly now: Date;
}

/** The channel refused it, or would not take it in all its attempts: a member decides. */
export async function replyRefused(tx: Tx, reply: DueReply, text: HubText, channel: Channel): Promise<void> {
  const [words, parts] = textParameters(text);
  const changed = await tx.run(
    `update argosy.conversation_reply
     set state = 'refused', due_at = null, settled_at = $4, error = $2, error_said = $3
     where organization_id = argosy.tenant() and id = $1 and state in ('pending', 'sending')`,
    [reply.id, words, parts, channel.now],
  );
  if (changed > 0) await alertMember(tx, reply, channel, { kind: "reply_refused", text });
}

/** It was sent, no answer came, and it is not among the messages: a member decides. */
export async function replyUnconfirmed(tx: Tx, reply: DueReply, channel: Channel): Promise<void> {
  const changed = await tx.run(
    `update argosy.conversation_reply set state = 'unconfirmed', due_at = null
     where organization_id = argosy.tenant() and id = $1 and state = 'sending'`,
    [reply.id],
  );
  const text = reply.text.slice(0, 200);
  if (changed > 0) await alertMember(tx, reply, channel, { kind: "reply_unconfirmed", text });
}

async function alertMember(
  tx: Tx,
  reply: DueReply,
  { connectionId, store, now }: Channel,
  { kind, text }: { readonly kind: "reply_refused" | "reply_unconfirmed"; readonly text: HubText },
): Promise<void> {
  await raiseAlert(tx, {
    ...{ kind, severity: "warning", cause: replyCause(reply.id), connectionId, now },
    subject: { kind: "conversation_reply", id: reply.id },
    title: message(`alert.${kind}.title`, { store }),
    text,
  });
}
