import { z } from "zod";
import { type Actor, actorText } from "../../commerce/actor.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { resolveAlert } from "../alerts/alerts.ts";
import { type Answered, id, partsSchema, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { OutgoingWebhookType } from "../event-types.ts";
import { outgoingWebhookTypeNames } from "../event-types.ts";
import { storableText } from "../json-column.ts";
import { makeSecret, wipeEndpointSecrets } from "./secrets.ts";

export const webhookEndpointSchema = z
  .object({
    id,
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.enum(outgoingWebhookTypeNames)),
    enabled: z.boolean(),
    disabledReason: z.enum(["by_hand", "failing", "gone"]).nullable(),
    disabledAt: time.nullable(),
    failingSince: time.nullable(),
    lastSuccessAt: time.nullable(),
    lastError: z.string().nullable(),
    lastSaid: partsSchema,
    waiting: z.int().describe("deliveries that wait, counted up to 1,000"),
    createdBy: z.string(),
    createdAt: time,
  })
  .meta({ id: "WebhookEndpoint" });

export type WebhookEndpoint = Answered<typeof webhookEndpointSchema>;

// A program that needs more than this tells its own parts apart by itself.
const MOST = 50;

const SELECT = `select ${columns("", "id url description eventTypes enabled disabledReason disabledAt")},
    ${columns("", "failingSince lastSuccessAt lastError lastSaid")},
    (select count(*)::int from (select 1 from webhook_delivery d where d.organization_id = e.organization_id
       and d.endpoint_id = e.id and d.state = 'waiting' limit 1000) as w) as waiting,
    ${columns("", "createdBy createdAt")}
  from webhook_endpoint e where organization_id = argosy.tenant()`;

/** Every endpoint, oldest first. */
export async function listEndpoints(tx: Tx): Promise<WebhookEndpoint[]> {
  return tx.rows<WebhookEndpoint>(`${SELECT} order by created_at, id`);
}

/** Throws HubError not_found. */
export async function getEndpoint(tx: Tx, id: string): Promise<WebhookEndpoint> {
  const row = await tx.maybe<WebhookEndpoint>(`${SELECT} and id = $1`, [id]);
  if (!row) throw endpointNotFound();
  return row;
}

/** Makes an endpoint; its secret is answered once and kept sealed. Throws HubError limit. */
export async function createEndpoint(
  tx: Tx,
  vault: Vault,
  input: {
    readonly url: string;
    readonly description: string;
    readonly eventTypes: readonly OutgoingWebhookType[];
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<WebhookEndpoint & { readonly secret: string }> {
  const { count } = await tx.one<{ count: number }>(
    "select count(*)::int as count from webhook_endpoint where organization_id = argosy.tenant()",
  );
  if (count >= MOST)
    throw new HubError(
      "WEBHOOK_ENDPOINT_LIMIT",
      "limit",
      `An organization has up to ${MOST} webhook endpoints. Delete one first.`,
    );
  const { id } = await tx.one<{ id: string }>(
    `insert into webhook_endpoint (organization_id, url, description, event_types, created_by, created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5) returning id`,
    [
      input.url,
      storableText(input.description),
      typesOf(input.eventTypes),
      storableText(actorText(input.by)),
      input.now,
    ],
  );
  const secret = await makeSecret(tx, vault, id, input.now);
  return { ...(await getEndpoint(tx, id)), secret };
}

const typesOf = (types: readonly OutgoingWebhookType[]) => [...new Set(types)].sort();

/** Changes what is given; switching it on sends what waited. Throws HubError not_found. */
export async function updateEndpoint(
  tx: Tx,
  change: {
    readonly id: string;
    readonly url?: string | undefined;
    readonly description?: string | undefined;
    readonly eventTypes?: readonly OutgoingWebhookType[] | undefined;
    readonly enabled?: boolean | undefined;
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<WebhookEndpoint> {
  const touched = await tx.run(
    `update webhook_endpoint
     set url = coalesce($2, url), description = coalesce($3, description), event_types = coalesce($4, event_types)
     where organization_id = argosy.tenant() and id = $1`,
    [
      change.id,
      change.url ?? null,
      change.description === undefined ? null : storableText(change.description),
      change.eventTypes ? typesOf(change.eventTypes) : null,
    ],
  );
  if (touched === 0) throw endpointNotFound();
  if (change.enabled === true) await enableEndpoint(tx, change.id, change.by, change.now);
  if (change.enabled === false) await disableEndpoint(tx, change.id, "by_hand", change.now);
  return getEndpoint(tx, change.id);
}

async function enableEndpoint(tx: Tx, id: string, by: Actor, now: Date): Promise<void> {
  const touched = await tx.run(
    `update webhook_endpoint
     set enabled = true, disabled_reason = null, disabled_at = null, failing_since = null, last_error = null,
       last_said = null
     where organization_id = argosy.tenant() and id = $1 and not enabled`,
    [id],
  );
  if (touched === 0) return;
  await tx.run(
    `update webhook_delivery
     set due_at = $2
     where organization_id = argosy.tenant() and endpoint_id = $1 and state = 'waiting'`,
    [id, now],
  );
  // A lane that rests after failures begins anew.
  await tx.run("update lane set failures = 0 where organization_id = argosy.tenant() and connection_id = $1", [id]);
  await resolveAlert(tx, disabledCause(id), now, by);
}

/** Sends nothing more; what waits stays and goes out when it is on again. False when it was off already. */
export async function disableEndpoint(
  tx: Tx,
  id: string,
  reason: NonNullable<WebhookEndpoint["disabledReason"]>,
  now: Date,
): Promise<boolean> {
  const touched = await tx.run(
    `update webhook_endpoint set enabled = false, disabled_reason = $2, disabled_at = $3
     where organization_id = argosy.tenant() and id = $1 and enabled`,
    [id, reason, now],
  );
  if (touched > 0)
    await tx.run(
      `update webhook_delivery
       set due_at = null
       where organization_id = argosy.tenant() and endpoint_id = $1 and state = 'waiting'`,
      [id],
    );
  return touched > 0;
}

/** Removes an endpoint with its secret and history. Throws HubError not_found. */
export async function deleteEndpoint(tx: Tx, id: string, by: Actor, now: Date): Promise<void> {
  const touched = await tx.run("delete from webhook_endpoint where organization_id = argosy.tenant() and id = $1", [
    id,
  ]);
  if (touched === 0) throw endpointNotFound();
  await wipeEndpointSecrets(tx, id);
  await tx.run("delete from lane where organization_id = argosy.tenant() and connection_id = $1 and kind = 'webhook'", [
    id,
  ]);
  await resolveAlert(tx, disabledCause(id), now, by);
}

/** A new secret, answered once; the one before signs beside it for a day. Throws HubError not_found. */
export async function rotateSecret(
  tx: Tx,
  vault: Vault,
  id: string,
  now: Date,
): Promise<WebhookEndpoint & { readonly secret: string }> {
  const endpoint = await getEndpoint(tx, id);
  return { ...endpoint, secret: await makeSecret(tx, vault, id, now) };
}

/** Cause of the alert that an endpoint was switched off. */
export const disabledCause = (id: string) => `webhook-endpoint:${id}`;

function endpointNotFound(): HubError {
  return new HubError("WEBHOOK_ENDPOINT_NOT_FOUND", "not_found", "There is no such webhook endpoint.");
}
