import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, partsSchema, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import type { Page, PageRequest } from "../paging.ts";
import type { Chunk, ParkedItem } from "../parked/kinds.ts";
import { isAnyParked, unpark } from "../parked/parked.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { getEndpoint } from "./endpoints.ts";
import { payloadOf, TEST_TYPE } from "./payload.ts";

export const DELIVERY_STATES = ["waiting", "delivered", "failed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const deliveryFields = {
  id: id.describe("the header webhook-id, the same in every attempt"),
  type: z.string(),
  ids: z.record(z.string(), z.string()),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  /** Of the next attempt; null when there is none, or while the endpoint is off. */
  dueAt: time.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
  lastSaid: partsSchema,
  happenedAt: time,
  deliveredAt: time.nullable(),
};

export const deliverySchema = z.object(deliveryFields).meta({ id: "WebhookDelivery" });

export type Delivery = Answered<typeof deliverySchema>;

export const deliveryDetailSchema = z
  .object({
    ...deliveryFields,
    history: z.array(
      z.object({
        number: z.int(),
        at: time,
        durationMs: z.int(),
        status: z.int().nullable(),
        error: z.string().nullable(),
        said: partsSchema,
      }),
    ),
    payload: z.string().describe("the body as it would be sent now"),
  })
  .meta({ id: "WebhookDeliveryDetail" });

export type DeliveryDetail = Answered<typeof deliveryDetailSchema>;

const COLUMNS = `id, type, subject as ids, ${columns("", "state attempts dueAt lastStatus lastError")},
    ${columns("", "lastSaid happenedAt deliveredAt")}`;
const SORTS = byAge(["id", "uuid"]);
const OF_ENDPOINT = "organization_id = argosy.tenant() and endpoint_id = $1";

/** Deliveries of an endpoint, newest first, or from the other end. Throws HubError not_found. */
export async function listDeliveries(
  tx: Tx,
  filter: PageRequest &
    MadeWithin & {
      readonly endpointId: string;
      readonly state?: DeliveryState | undefined;
      readonly type?: string | undefined;
      readonly sort?: BothEnds | undefined;
    },
): Promise<Page<Delivery>> {
  await getEndpoint(tx, filter.endpointId);
  const params: unknown[] = [filter.endpointId, filter.state ?? null, filter.type ?? null];
  const made = madeWithin("id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Delivery>>(
    tx,
    `select ${COLUMNS}, ${by.place}
     from webhook_delivery
     where ${OF_ENDPOINT} and ($2::text is null or state = $2) and ($3::text is null or type = $3)
       ${made} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** One delivery with its attempts and what it would say now. Throws HubError not_found. */
export async function getDelivery(
  tx: Tx,
  of: { readonly endpointId: string; readonly id: string },
  now: Date,
): Promise<DeliveryDetail> {
  const row = await tx.maybe<Delivery>(`select ${COLUMNS} from webhook_delivery where ${OF_ENDPOINT} and id = $2`, [
    of.endpointId,
    of.id,
  ]);
  if (!row) throw new HubError("WEBHOOK_DELIVERY_NOT_FOUND", "not_found", "There is no such delivery.");
  const history = await tx.rows<DeliveryDetail["history"][number]>(
    `select ${columns("", "number at durationMs status error said")} from webhook_attempt
     where organization_id = argosy.tenant() and delivery_id = $1 order by number`,
    [of.id],
  );
  return { ...row, history, payload: await payloadOf(tx, { ...row, subject: row.ids }, now) };
}

/** Queues a delivery that only says hello. Throws HubError not_found, or conflict when the endpoint is off. */
export async function queueTest(tx: Tx, endpointId: string, now: Date): Promise<Delivery> {
  await requireEnabled(tx, endpointId);
  return tx.one<Delivery>(
    `insert into webhook_delivery (organization_id, endpoint_id, type, subject, happened_at, due_at, created_at)
     values (argosy.tenant(), $1, '${TEST_TYPE}', '{}', $2, $2, $2)
     on conflict (organization_id, endpoint_id, type, subject) where state = 'waiting' and attempts = 0
       do update set due_at = excluded.due_at
     returning ${COLUMNS}`,
    [endpointId, now],
  );
}

/**
 * Sends deliveries again, from the start of the schedule: one, or all that failed since a time. Answers how many. Throws
 * HubError not_found, or conflict when the endpoint is off.
 */
export async function redeliver(
  tx: Tx,
  what: { readonly endpointId: string; readonly id?: string | undefined; readonly failedSince?: Date | undefined },
  now: Date,
): Promise<number> {
  await requireEnabled(tx, what.endpointId);
  const touched = await tx.run(
    `update webhook_delivery set state = 'waiting', due_at = $2, tries = 0
     where ${OF_ENDPOINT} and case when $3::uuid is null then state = 'failed' and happened_at >= $4 else id = $3 end`,
    [what.endpointId, now, what.id ?? null, what.failedSince ?? null],
  );
  if (touched === 0 && what.id !== undefined)
    throw new HubError("WEBHOOK_DELIVERY_NOT_FOUND", "not_found", "There is no such delivery.");
  return touched;
}

async function requireEnabled(tx: Tx, endpointId: string): Promise<void> {
  const { enabled } = await getEndpoint(tx, endpointId);
  if (!enabled)
    throw new HubError("WEBHOOK_ENDPOINT_OFF", "conflict", "This endpoint is switched off. Switch it on first.");
}

export const CHUNK = 500;

/**
 * Turns what happened into deliveries, one an endpoint and subject while it was not sent yet. Answers the endpoints that
 * have something to send, and whether there may be more.
 */
export async function expandEvents(
  tx: Tx,
  now: Date,
  { size, taken }: Chunk = { size: CHUNK, taken: [] },
): Promise<{ endpoints: string[]; more: boolean }> {
  const events = await tx.rows<HappenedEvent>(
    `delete from webhook_event e using (
       select id
       from webhook_event
       where organization_id = argosy.tenant()
       order by seq
       limit $1
       for update skip locked) as d
     where e.organization_id = argosy.tenant() and e.id = d.id
     returning e.id, e.seq, e.type, e.subject, e.happened_at as at, ${isAnyParked("webhook_event")} as "isAnyParked"`,
    [size],
  );
  taken.splice(0, taken.length, ...events.map(parkedEvent));
  if (events.length === 0) return { endpoints: [], more: false };
  const rows = await tx.rows<{ endpoint: string }>(
    `insert into webhook_delivery (organization_id, endpoint_id, type, subject, happened_at, due_at, created_at)
     select argosy.tenant(), w.id, n.type, n.subject, max(n.at), $2, $2
     from jsonb_to_recordset($1::jsonb) as n(seq bigint, type text, subject jsonb, at timestamptz)
     join webhook_endpoint w on w.organization_id = argosy.tenant() and w.enabled and n.type = any(w.event_types)
     group by w.id, n.type, n.subject order by min(n.seq), w.id
     on conflict (organization_id, endpoint_id, type, subject) where state = 'waiting' and attempts = 0
       do update set happened_at = greatest(webhook_delivery.happened_at, excluded.happened_at)
     returning endpoint_id as endpoint`,
    [jsonParameter(events), now],
  );
  if (events[0]?.isAnyParked) await unpark(tx, taken, now);
  return { endpoints: [...new Set(rows.map((row) => row.endpoint))], more: events.length === size };
}

interface HappenedEvent {
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly subject: { readonly [name: string]: Json };
  readonly at: Date;
  readonly isAnyParked: boolean;
}

const parkedEvent = ({ id, type, subject, at }: HappenedEvent): ParkedItem => ({
  kind: "webhook_event",
  subject: id,
  mark: { id, type, subject, at: at.toISOString(), name: type },
});
