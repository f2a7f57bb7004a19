/** Replies of members: asked for here, sent by the engine, and never sent twice. */
import { type Actor, actorText, type By } from "../../commerce/actor.ts";
import type { ChannelConversation } from "../../commerce/conversation.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import { jsonParameter, storableText, textParameters } from "../json-column.ts";
import { replyCause } from "./alerts.ts";
import { getConversation } from "./conversations.ts";
import type { Conversation } from "./schema.ts";
import { storeConversations } from "./store.ts";

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

/** What a member decides about a reply that was refused or never confirmed. Throws HubError REPLY_NOT_OPEN. */
export async function settleReply(tx: Tx, { id, replyId, action, actor, now }: Settle): Promise<Conversation> {
  const conversation = await getConversation(tx, id);
  const changed = await tx.run(
    `update argosy.conversation_reply
     set state = case when $3 then 'pending' else 'dropped' end, due_at = case when $3 then $4::timestamptz end,
       attempts = 0, settled_at = case when $3 then null else $4::timestamptz end
     where organization_id = argosy.tenant() and conversation_id = $1 and id = $2
       and state in ('unconfirmed', 'refused')`,
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
  { earlier, now, checkAt }: { readonly earlier: readonly string[]; readonly now: Date; readonly checkAt: Date },
): Promise<boolean> {
  const started = await tx.run(
    `update argosy.conversation_reply
     set state = 'sending', sent_at = $2, earlier = coalesce(earlier, $3::jsonb), due_at = $4, attempts = 0
     where organization_id = argosy.tenant() and id = $1 and state = 'pending'`,
    [reply.id, now, jsonParameter(earlier), checkAt],
  );
  return started > 0;
}

/** It was taken: its conversation shows it, until the channel tells it. */
export async function replySent(
  tx: Tx,
  reply: DueReply,
  what: { readonly connectionId: string; readonly conversation: ChannelConversation; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update argosy.conversation_reply
     set state = 'sent', due_at = null, settled_at = $2, error = null, error_said = null
     where organization_id = argosy.tenant() and id = $1`,
    [reply.id, what.now],
  );
  await storeConversations(tx, [what.conversation], what);
}

/** It was certainly not taken and goes out again then; or is looked up again then. */
export function replyLater(
  tx: Tx,
  reply: DueReply,
  how: {
    readonly state: "pending" | "sending";
    readonly at: Date;
    readonly text?: HubText | undefined;
    readonly attempts?: number;
  },
): Promise<unknown> {
  const [text, parts] = how.text === undefined ? [null, null] : textParameters(how.text);
  return tx.run(
    `update argosy.conversation_reply
     set state = $2, due_at = $3, attempts = coalesce($6, attempts + 1), error = $4, error_said = $5
     where organization_id = argosy.tenant() and id = $1`,
    [reply.id, how.state, how.at, text, parts, how.attempts ?? null],
  );
}

/** The channel refused it. */
export async function replyRefused(tx: Tx, reply: DueReply, text: HubText, now: Date): Promise<void> {
  const [words, parts] = textParameters(text);
  await tx.run(
    `update argosy.conversation_reply
     set state = 'refused', due_at = null, settled_at = $4, error = $2, error_said = $3
     where organization_id = argosy.tenant() and id = $1`,
    [reply.id, words, parts, now],
  );
}

/** It was sent, no answer came, and it is not among the messages: a member decides. */
export async function replyUnconfirmed(
  tx: Tx,
  reply: DueReply,
  what: { readonly connectionId: string; readonly store: string; readonly actor: Actor; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update argosy.conversation_reply set state = 'unconfirmed', due_at = null
     where organization_id = argosy.tenant() and id = $1`,
    [reply.id],
  );
  await raiseAlert(tx, {
    ...{ kind: "reply_unconfirmed", severity: "warning", cause: replyCause(reply.id), now: what.now },
    connectionId: what.connectionId,
    subject: { kind: "conversation_reply", id: reply.id },
    title: message("alert.reply_unconfirmed.title", { store: what.store }),
    text: reply.text.slice(0, 200),
  });
}
