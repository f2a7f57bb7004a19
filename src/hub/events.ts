import type { Tx } from "../db/database.ts";
import { isOutgoingWebhookType, type OutgoingWebhookType } from "./event-types.ts";
import { jsonParameter } from "./json-column.ts";

/** The channel every process listens on to tell browsers what changed. */
export const EVENT_CHANNEL = "argosy_event";

/** The channel workers listen on to turn what happened into deliveries; the payload is the organization. */
export const WEBHOOK_CHANNEL = "argosy_webhook";

type Ids = Readonly<Record<string, string | null>>;

/**
 * Tells listeners that something of this organization changed, when the transaction commits. `type` is
 * "subject.verb" ("order.created", "alert.raised"); `ids` names what changed by ids alone, never by content.
 * Equal events of one transaction are told once.
 */
export async function announce(tx: Tx, type: string, ids: Ids): Promise<void> {
  await announceAll(tx, type, [ids]);
}

/** `announce` for many subjects in one statement. */
export async function announceAll(tx: Tx, type: string, subjects: readonly Ids[]): Promise<void> {
  if (subjects.length === 0) return;
  const given = [jsonParameter(subjects), type];
  if (isOutgoingWebhookType(type)) await tx.rows(`${KEEP} ${TELL} union all ${WAKE_ENDPOINTS}`, given);
  else await tx.rows(TELL, given);
}

const TELL = `
  select pg_notify('${EVENT_CHANNEL}',
    (e || jsonb_build_object('organizationId', argosy.tenant(), 'type', $2::text))::text)
  from jsonb_array_elements($1::jsonb) as e`;

const KEEP = `
  with kept as (
    insert into argosy.webhook_event (organization_id, type, subject)
    select argosy.tenant(), $2, e from jsonb_array_elements($1::jsonb) as e
    where exists (select from argosy.webhook_endpoint
      where organization_id = argosy.tenant() and enabled and $2 = any(event_types))
    returning 1)`;

const WAKE_ENDPOINTS = `
  select pg_notify('${WEBHOOK_CHANNEL}', argosy.tenant()::text)
  from (select 1 from kept limit 1) as one`;

/**
 * SQL: CTEs that tell of `subjects` (a query of jsonb, each the ids of one) with the statement that changed them. They
 * are told where its result has a row that reads `COUNT_NOTIFIED`. `forEndpoints`: what webhook endpoints are sent, where
 * browsers are told of many as one; each of it needs the ids its delivery is read by.
 */
export const endpointEventsSql = (type: OutgoingWebhookType, subjects: string, forEndpoints = subjects): string => `
  kept as (
    insert into argosy.webhook_event (organization_id, type, subject)
    select argosy.tenant(), '${type}', e from (${forEndpoints}) as s(e)
    where exists (select from argosy.webhook_endpoint
      where organization_id = argosy.tenant() and enabled and '${type}' = any(event_types))
    returning 1
  ), told as (
    select pg_notify('${EVENT_CHANNEL}',
      (e || jsonb_build_object('organizationId', argosy.tenant(), 'type', '${type}'))::text)
    from (${subjects}) as s(e)
    union all
    select pg_notify('${WEBHOOK_CHANNEL}', argosy.tenant()::text) from (select 1 from kept limit 1) as any_kept
  )`;

/** SQL: reads what `endpointEventsSql` tells. */
export const COUNT_NOTIFIED = "(select count(*) from told)";

/** Keeps what happened for the organization's webhook endpoints, where one wants to be told of it. */
export async function notifyEndpoints(tx: Tx, type: OutgoingWebhookType, subjects: readonly Ids[]): Promise<void> {
  if (subjects.length === 0) return;
  await tx.rows(`${KEEP} ${WAKE_ENDPOINTS}`, [jsonParameter(subjects), type]);
}
