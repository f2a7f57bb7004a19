/** The inbox's conversations: list, one with its messages and replies, and marking it as done. */
import type { By } from "../../commerce/actor.ts";
import type { ConversationKind, ConversationState } from "../../commerce/conversation.ts";
import { message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../alerts/alerts.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";
import { alertWaiting, WAITS, waitingCause } from "./alerts.ts";
import type { Conversation, ConversationSummary } from "./schema.ts";

export type ConversationFilter = PageRequest &
  MadeWithin &
  Optional<{
    /** `waiting`: for the seller, and not marked as done. */
    waiting: boolean;
    state: ConversationState;
    kind: ConversationKind;
    storeId: string;
    orderId: string;
    sort: BothEnds;
  }>;

const SORTS = byAge(["c.changed_at", "timestamptz"], ["c.id", "uuid"]);

const SUMMARY = `${columns("c", "id kind state orderId subject buyer reason respondBy canReply amountMinor currency")},
    ${columns("c", "openedAt changedAt doneAt doneBy")}, c.connection_id as "storeId", s.name as "storeName",
    coalesce(o.number, c.order_key) as "orderNumber"`;
const FROM = `from argosy.conversation c
  join argosy.connection s on s.organization_id = c.organization_id and s.id = c.connection_id
  left join argosy.sales_order o on o.organization_id = c.organization_id and o.id = c.order_id`;

/** Conversations, those in which something happened last first, or from the other end. */
export async function listConversations(tx: Tx, filter: ConversationFilter): Promise<Page<ConversationSummary>> {
  const params: unknown[] = [
    filter.waiting ?? null,
    filter.state ?? null,
    filter.kind ?? null,
    filter.storeId ?? null,
    filter.orderId ?? null,
  ];
  const changed = timeWithin("c.changed_at", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<ConversationSummary>>(
    tx,
    `select ${SUMMARY}, left(c.messages -> -1 ->> 'text', 200) as "lastText", c.messages -> -1 ->> 'from' as "lastFrom",
       ${by.place}
     ${FROM}
     where c.organization_id = argosy.tenant() and ($1::boolean is null or (${WAITS}) = $1)
       and ($2::text is null or c.state = $2) and ($3::text is null or c.kind = $3)
       and ($4::uuid is null or c.connection_id = $4) and ($5::uuid is null or c.order_id = $5)
       ${changed} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Throws HubError CONVERSATION_NOT_FOUND. */
export async function getConversation(tx: Tx, id: string): Promise<Conversation> {
  const row = await tx.maybe<Conversation>(
    `select ${SUMMARY}, c.messages,
       (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'text', r.text, 'state', r.state,
          'requestedBy', r.requested_by, 'requestedAt', r.requested_at, 'error', r.error, 'errorSaid', r.error_said)
          order by r.requested_at, r.id), '[]')
        from argosy.conversation_reply r
        where r.organization_id = argosy.tenant() and r.conversation_id = c.id) as replies
     ${FROM}
     where c.organization_id = argosy.tenant() and c.id = $1`,
    [id],
  );
  if (!row) throw new HubError("CONVERSATION_NOT_FOUND", "not_found", message("refused.conversationGone"));
  return row;
}

/** Marks it as done, and its alert goes; or makes it wait again, with an alert as at first. Throws HubError CONVERSATION_NOT_FOUND. */
export async function markDone(
  tx: Tx,
  { id, done, actor, now }: By & { readonly id: string; readonly done: boolean },
): Promise<Conversation> {
  await getConversation(tx, id);
  await tx.run(
    `update argosy.conversation
     set done_at = case when $2 then $4::timestamptz end, done_by = case when $2 then $3 end,
       urged_at = case when $2 then urged_at end
     where organization_id = argosy.tenant() and id = $1`,
    [id, done, actor.name ?? actor.kind, now],
  );
  if (done) await resolveAlert(tx, waitingCause(id), now, actor);
  else await alertWaiting(tx, [id], now);
  return getConversation(tx, id);
}
