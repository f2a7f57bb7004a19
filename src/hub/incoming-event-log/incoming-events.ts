import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";

export const EVENT_STATES = ["pending", "processed", "ignored", "failed"] as const;

/** What a channel told us, or a poll found, and what became of it. */
export const incomingEventSchema = z.object({
  id,
  storeId: id,
  kind: z.string(),
  /** The platform's id of the thing it is about. */
  ref: z.string(),
  /** The platform's own word for what happened. */
  topic: z.string(),
  source: z.enum(["webhook", "poll"]),
  status: z.enum(EVENT_STATES),
  attempts: z.int(),
  error: z.string().nullable(),
  receivedAt: time,
  processedAt: time.nullable(),
  bytes: z.int(),
  traceId: z.string().nullable(),
});

export interface IncomingEvent extends Answered<typeof incomingEventSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

export const subscriptionRowSchema = z.object({
  connectionId: id,
  storeName: z.string(),
  provider: z.string(),
  key: z.string(),
  topic: z.string(),
  url: z.string().optional(),
  state: z.enum(["active", "paused", "disabled"]),
  checkedAt: time,
});

export type SubscriptionRow = Answered<typeof subscriptionRowSchema>;

export interface IncomingEventFilter
  extends PageRequest,
    MadeWithin,
    Optional<{
      status: (typeof EVENT_STATES)[number];
      kind: string;
      ref: string;
      sort: BothEnds;
    }> {
  readonly connectionId: string;
}

const SORTS = byAge(["id", "uuid"]);
const COLUMNS = `id, connection_id as "storeId", kind, ref, topic, source, status, attempts, error, error_said as "errorTold",
  received_at as "receivedAt", processed_at as "processedAt", length(body) as bytes, trace_id as "traceId"`;

/** Events of a store, newest first or from the other end, without their bytes. */
export async function listIncomingEvents(tx: Tx, filter: IncomingEventFilter): Promise<Page<IncomingEvent>> {
  const params: unknown[] = [filter.connectionId, filter.status ?? null, filter.kind ?? null, filter.ref ?? null];
  const received = madeWithin("id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<IncomingEvent>>(
    tx,
    `select ${COLUMNS}, ${by.place}
     from inbox_event
     where organization_id = argosy.tenant() and connection_id = $1
       and ($2::text is null or status = $2) and ($3::text is null or kind = $3) and ($4::text is null or ref = $4)
       ${received} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** One event with its body as text. Throws HubError EVENT_NOT_FOUND. */
export async function getIncomingEvent(
  tx: Tx,
  connectionId: string,
  id: string,
): Promise<IncomingEvent & { body: string }> {
  const row = await tx.maybe<IncomingEvent & { body: Buffer }>(
    `select ${COLUMNS}, body
     from inbox_event
     where organization_id = argosy.tenant() and connection_id = $1 and id = $2`,
    [connectionId, id],
  );
  if (!row) throw refusal("EVENT_NOT_FOUND");
  return { ...row, body: row.body.toString("utf8") };
}

/** Webhook registrations on the platforms' side, of one connection or all. */
export function listSubscriptions(tx: Tx, connectionId?: string): Promise<SubscriptionRow[]> {
  return tx.rows<SubscriptionRow>(
    `select s.connection_id as "connectionId", c.name as "storeName", c.provider, s.ext_key as key, s.topic, s.url,
       s.state, s.checked_at as "checkedAt"
     from subscription s join connection c on c.organization_id = s.organization_id and c.id = s.connection_id
     where s.organization_id = argosy.tenant() and ($1::uuid is null or s.connection_id = $1)
     order by c.name, s.topic, s.ext_key`,
    [connectionId ?? null],
  );
}
