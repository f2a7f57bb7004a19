/** Stores what a channel tells of its conversations: each whole, whenever something of it changed. */
import {
  type ChannelConversation,
  type ConversationMessage,
  findReply,
  withReply,
} from "../../commerce/conversation.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows, storableText } from "../json-column.ts";
import { ACCOUNT } from "./account.ts";
import { alertWaiting, IS_CONNECTED } from "./alerts.ts";

/** Messages of one conversation that are stored: the newest. */
const MOST_MESSAGES = 200;
/** Characters of one that are stored; no platform of the sheets lets more be written. */
const MOST_CHARACTERS = 50_000;

interface From {
  readonly connectionId: string;
  readonly now: Date;
}

const stored = (text: string): string => storableText(text).slice(0, MOST_CHARACTERS);

const storedMessage = ({ key, at, from, author, text, attachments = [] }: ConversationMessage) => ({
  ...{ key: storableText(key), at, from, text: stored(text) },
  author: author === undefined ? null : storableText(author),
  attachments: attachments.map(storableText),
});

function rowOf(one: ChannelConversation) {
  return {
    ext_key: one.key,
    kind: one.kind,
    order_key: one.orderKey ?? null,
    subject: stored(one.subject),
    buyer: one.buyer === undefined ? null : storableText(one.buyer),
    reason: one.reason === undefined ? null : storableText(one.reason),
    state: one.state,
    respond_by: one.respondBy ?? null,
    can_reply: one.canReply,
    amount_minor: one.amount?.minor.toString() ?? null,
    currency: one.amount?.currency ?? null,
    opened_at: one.openedAt,
    changed_at: one.updatedAt,
    messages: one.messages.slice(-MOST_MESSAGES).map(storedMessage),
  };
}

/**
 * Saves conversations. What happens in one after somebody marked it as done makes it wait again. An erased buyer's data
 * is not stored anew. A reply whose answer was lost and that now stands among the messages is settled.
 */
export async function storeConversations(
  tx: Tx,
  conversations: readonly ChannelConversation[],
  { connectionId, now }: From,
): Promise<void> {
  if (conversations.length === 0) return;
  const shown = await withSentReplies(tx, conversations, { connectionId, now });
  const rows = [...new Map(shown.map((one) => [one.key, rowOf(one)])).values()];
  const saved = await tx.rows<{ id: string }>(
    `insert into argosy.conversation as c (organization_id, connection_id, account, ext_key, kind, order_key, order_id,
       subject, buyer, reason, state, respond_by, can_reply, amount_minor, currency, opened_at, changed_at, messages,
       erased_at)
     select argosy.tenant(), s.id, ${ACCOUNT}, n.ext_key, n.kind,
       n.order_key, o.id, case when o.erased_at is null then n.subject else '' end,
       case when o.erased_at is null then n.buyer end, case when o.erased_at is null then n.reason end, n.state,
       n.respond_by, n.can_reply, n.amount_minor, n.currency, n.opened_at, n.changed_at,
       case when o.erased_at is null then n.messages else '[]' end, o.erased_at
     from jsonb_to_recordset($2) as n(ext_key text, kind text, order_key text, subject text, buyer text, reason text,
       state text, respond_by timestamptz, can_reply boolean, amount_minor bigint, currency text, opened_at timestamptz,
       changed_at timestamptz, messages jsonb)
     join argosy.connection s on s.organization_id = argosy.tenant() and s.id = $1
     left join lateral (
       select o.id, case when o.contact ? 'erased' then $3::timestamptz end as erased_at
       from argosy.sales_order o
       join argosy.connection t on t.organization_id = o.organization_id and t.id = o.connection_id
       where o.organization_id = argosy.tenant() and o.ext_key = n.order_key
         and (t.id = s.id or t.provider = s.provider and t.stock_place = s.stock_place)
       order by (t.id = s.id) desc, o.id limit 1) o on true
     order by n.ext_key
     on conflict (organization_id, account, ext_key) do update set
       connection_id = excluded.connection_id, order_id = coalesce(excluded.order_id, c.order_id),
       order_key = coalesce(excluded.order_key, c.order_key), state = excluded.state,
       respond_by = excluded.respond_by, can_reply = excluded.can_reply, amount_minor = excluded.amount_minor,
       currency = excluded.currency, changed_at = greatest(c.changed_at, excluded.changed_at),
       subject = case when c.erased_at is null then excluded.subject else '' end,
       buyer = case when c.erased_at is null then excluded.buyer end,
       reason = case when c.erased_at is null then excluded.reason end,
       messages = case when c.erased_at is null then excluded.messages else '[]' end,
       erased_at = coalesce(c.erased_at, excluded.erased_at),
       urged_at = case when ${URGED_ANEW} then null else c.urged_at end,
       done_at = case when ${WOKEN} then null else c.done_at end,
       done_by = case when ${WOKEN} then null else c.done_by end
     returning c.id`,
    [connectionId, jsonRows(rows), now],
  );
  const ids = saved.map(({ id }) => id);
  await settleFound(tx, ids, now);
  await alertWaiting(tx, ids, now);
}

/**
 * Something happened since it was marked as done, or the channel wants something else of the seller: eBay's disputes
 * name no time of change.
 */
const WOKEN = `c.done_at is not null and (excluded.changed_at > c.changed_at
  or excluded.state = 'waiting_for_seller'
    and (c.state <> excluded.state or c.respond_by is distinct from excluded.respond_by))`;

/** Its date is another one, or its channel was deleted and the account is connected again. */
const URGED_ANEW = `${WOKEN} or c.respond_by is distinct from excluded.respond_by or not ${IS_CONNECTED}`;

/** How long after a reply was sent an older state of the conversation may still be read. */
const LISTED_LATE_MS = 24 * 60 * 60_000;

interface SentReply {
  readonly id: string;
  readonly conversationKey: string;
  readonly text: string;
  readonly sentAt: Date;
  readonly earlier: readonly string[];
}

/** What was read before the channel listed a reply it had taken is shown with the reply. */
async function withSentReplies(
  tx: Tx,
  conversations: readonly ChannelConversation[],
  { connectionId, now }: From,
): Promise<readonly ChannelConversation[]> {
  const replies = await tx.rows<SentReply>(
    `select r.id, c.ext_key as "conversationKey", r.text, r.sent_at as "sentAt", r.earlier
     from argosy.conversation c
     join argosy.connection s on s.organization_id = c.organization_id and s.id = $1 and c.account = ${ACCOUNT}
     join argosy.conversation_reply r on r.organization_id = c.organization_id and r.conversation_id = c.id
     where c.organization_id = argosy.tenant() and c.ext_key = any ($2) and r.state = 'sent' and r.sent_at is not null
       and r.settled_at > $3
     order by r.sent_at, r.id`,
    [connectionId, conversations.map(({ key }) => key), new Date(now.getTime() - LISTED_LATE_MS)],
  );
  const byKey = Map.groupBy(replies, ({ conversationKey }) => conversationKey);
  return conversations.map((one) => (byKey.get(one.key) ?? []).reduce(withUnlisted, one));
}

function withUnlisted(one: ChannelConversation, { id, text, sentAt, earlier }: SentReply): ChannelConversation {
  if (Date.parse(one.updatedAt) >= sentAt.getTime() || findReply(one, { text, before: earlier })) return one;
  return withReply(one, { id, text, sentAt });
}

interface LostReply {
  readonly id: string;
  readonly text: string;
  readonly earlier: readonly string[];
  readonly messages: readonly ConversationMessage[];
}

async function settleFound(tx: Tx, conversations: readonly string[], now: Date): Promise<void> {
  const lost = await tx.rows<LostReply>(
    `select r.id, r.text, r.earlier, c.messages
     from argosy.conversation_reply r
     join argosy.conversation c on c.organization_id = r.organization_id and c.id = r.conversation_id
     where r.organization_id = argosy.tenant() and r.conversation_id = any ($1::uuid[])
       and r.state in ('sending', 'unconfirmed')`,
    [conversations],
  );
  const found = lost.filter(({ messages, text, earlier }) => findReply({ messages }, { text, before: earlier }));
  if (found.length === 0) return;
  await tx.run(
    `update argosy.conversation_reply
     set state = 'sent', due_at = null, settled_at = $2, error = null, error_said = null
     where organization_id = argosy.tenant() and id = any ($1::uuid[])`,
    [found.map(({ id }) => id), now],
  );
}
