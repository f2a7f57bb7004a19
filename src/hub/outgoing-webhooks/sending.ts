/** One attempt after another: what to send next, and what became of it. */

import { type Message, message, messageParts, textOf } from "../../commerce/message.ts";
import { ENDPOINT_DISABLED_AFTER_MS, nextWebhookAttempt } from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { errorCode } from "../../db/start-error.ts";
import type { Vault } from "../../db/vault.ts";
import { outboundPause } from "../admin/outbound-pause.ts";
import { raiseAlert } from "../alerts/alerts.ts";
import { jsonParameter, storableText } from "../json-column.ts";
import { disabledCause, disableEndpoint } from "./endpoints.ts";
import { payloadOf } from "./payload.ts";
import { signingSecrets } from "./secrets.ts";

// As long as a process that dies in the middle of an attempt keeps it from others; longer than an attempt may take.
const ATTEMPT_LEASE_MS = 60_000;

export interface Outgoing {
  readonly id: string;
  readonly url: string;
  readonly attempt: number;
  readonly tries: number;
  readonly body: string;
  readonly secrets: readonly string[];
}

interface Taken {
  readonly id: string;
  readonly type: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly happenedAt: Date;
  readonly attempts: number;
  readonly tries: number;
}

// Of one thing the earlier is told first, also when it has to be told again: an update never before the creation.
const FIRST_OF_ITS_THING = `not exists (
  select 1 from webhook_delivery e where e.organization_id = argosy.tenant() and e.endpoint_id = d.endpoint_id
    and e.thing = d.thing and e.state = 'waiting' and e.seq < d.seq)`;

/**
 * The next delivery of an endpoint, its attempt already counted: what changes from now on is told by another delivery.
 * Without one: when the next is due, null when nothing is or nothing may be sent.
 */
export async function takeNext(
  tx: Tx,
  vault: Vault,
  endpointId: string,
  now: Date,
): Promise<{ readonly outgoing: Outgoing } | { readonly nextDue: Date | null }> {
  const endpoint = await tx.maybe<{ url: string }>(
    "select url from webhook_endpoint where organization_id = argosy.tenant() and id = $1 and enabled",
    [endpointId],
  );
  if (!endpoint || (await outboundPause(tx)) !== null) return { nextDue: null };
  for (;;) {
    const taken = await takeDue(tx, endpointId, now);
    if (!taken) return { nextDue: await nextDue(tx, endpointId) };
    const body = await bodyOf(tx, taken, now);
    if (body instanceof Error) {
      await setAside(tx, { taken, endpointId, url: endpoint.url, error: body, now });
      continue;
    }
    return {
      outgoing: {
        id: taken.id,
        url: endpoint.url,
        attempt: taken.attempts,
        tries: taken.tries,
        body,
        secrets: await signingSecrets(tx, vault, endpointId, now),
      },
    };
  }
}

function takeDue(tx: Tx, endpointId: string, now: Date): Promise<Taken | undefined> {
  return tx.maybe<Taken>(
    `update webhook_delivery set attempts = attempts + 1, tries = tries + 1, due_at = $3
     where organization_id = argosy.tenant() and id = (
       select d.id
       from webhook_delivery d
       where d.organization_id = argosy.tenant() and d.endpoint_id = $1 and d.due_at <= $2
         and ${FIRST_OF_ITS_THING}
       order by d.due_at, d.seq limit 1 for update)
     returning id, type, subject, happened_at as "happenedAt", attempts, tries`,
    [endpointId, now, new Date(now.getTime() + ATTEMPT_LEASE_MS)],
  );
}

/** The body of a delivery, or why it cannot be made: one that cannot stops nothing behind it. */
async function bodyOf(tx: Tx, taken: Taken, now: Date): Promise<string | Error> {
  await tx.run("savepoint delivery_body");
  try {
    const body = await payloadOf(tx, taken, now);
    await tx.run("release savepoint delivery_body");
    return body;
  } catch (error) {
    await tx.run("rollback to savepoint delivery_body");
    // A deadlock or serialization failure is the database's, not the delivery's: the whole transaction repeats.
    if (!(error instanceof Error) || ["40P01", "40001"].includes(errorCode(error) ?? "")) throw error;
    return error;
  }
}

interface SetAside {
  readonly taken: Taken;
  readonly endpointId: string;
  readonly url: string;
  readonly error: Error;
  readonly now: Date;
}

/** Fails a delivery whose body cannot be made, and tells a person; sending it again by hand tries anew. */
async function setAside(tx: Tx, { taken, endpointId, url, error, now }: SetAside): Promise<void> {
  const text = message("webhook.bodyFailed", { reason: storableText(error.message).slice(0, 300) });
  await tx.run(
    `update argosy.webhook_delivery
     set state = 'failed', due_at = null, last_status = null, last_error = $2, last_said = $3
     where organization_id = argosy.tenant() and id = $1`,
    [taken.id, textOf(text), jsonParameter(messageParts(text))],
  );
  await raiseAlert(tx, {
    kind: "webhook_delivery_failed",
    severity: "warning",
    cause: `webhook_delivery_failed:${endpointId}:${taken.type}`,
    subject: { kind: "webhook_endpoint", id: endpointId },
    title: message("alert.webhook_delivery_failed.title", { type: taken.type, host: new URL(url).host }),
    text: [text, message("alert.webhook_delivery_failed.next")],
    action: { kind: "open_webhook_endpoint", endpointId },
    now,
  });
}

/** Has attempts repeated now whose worker has died: the endpoint may or may not have them. */
export async function repeatAttempts(tx: Tx, endpointId: string, now: Date): Promise<void> {
  await tx.run(
    `update argosy.webhook_delivery d
     set due_at = $2
     where d.organization_id = argosy.tenant() and d.endpoint_id = $1 and d.state = 'waiting' and d.attempts > 0
       and d.due_at > $2 and d.due_at <= $3
       and not exists (
         select from argosy.webhook_attempt a
         where a.organization_id = argosy.tenant() and a.delivery_id = d.id and a.number = d.attempts)`,
    [endpointId, now, new Date(now.getTime() + ATTEMPT_LEASE_MS)],
  );
}

/** When an endpoint's next delivery is due. */
export async function nextDue(tx: Tx, endpointId: string): Promise<Date | null> {
  const row = await tx.maybe<{ due: Date }>(
    `select d.due_at as due from webhook_delivery d
     where d.organization_id = argosy.tenant() and d.endpoint_id = $1 and d.due_at is not null and ${FIRST_OF_ITS_THING}
     order by d.due_at, d.seq limit 1`,
    [endpointId],
  );
  return row?.due ?? null;
}

export interface AttemptResult {
  readonly outgoing: Outgoing;
  readonly endpointId: string;
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  /** Null when it was taken. */
  readonly error: string | Message | null;
  readonly retryAfterMs: number;
}

/** Keeps an attempt and what follows: the next time, the end, or the endpoint's. */
export async function recordAttempt(tx: Tx, result: AttemptResult): Promise<void> {
  const { outgoing, at, status } = result;
  const error = result.error === null ? null : storableText(textOf(result.error)).slice(0, 500);
  const parts = result.error === null ? null : jsonParameter(messageParts(result.error));
  await tx.run(
    `insert into webhook_attempt (organization_id, delivery_id, number, at, duration_ms, status, error, said)
     select argosy.tenant(), id, $2, $3, $4, $5, $6, nullif($7::jsonb, 'null')
     from webhook_delivery
     where organization_id = argosy.tenant() and id = $1
     on conflict do nothing`,
    [outgoing.id, outgoing.attempt, at, result.durationMs, status, error, parts],
  );
  if (error === null) return recordDelivered(tx, result);
  const dueAt = nextWebhookAttempt(outgoing.tries, at, result.retryAfterMs);
  await tx.run(
    `update webhook_delivery
     set state = $2, due_at = $3, last_status = $4, last_error = $5, last_said = nullif($6::jsonb, 'null')
     where organization_id = argosy.tenant() and id = $1`,
    [outgoing.id, dueAt === null ? "failed" : "waiting", dueAt, status, error, parts],
  );
  await recordFailing(tx, result, { error, said: parts });
}

async function recordDelivered(tx: Tx, { outgoing, endpointId, at, status }: AttemptResult): Promise<void> {
  await tx.run(
    `update webhook_delivery
     set state = 'delivered', due_at = null, last_status = $2, last_error = null, last_said = null, delivered_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [outgoing.id, status, at],
  );
  await tx.run(
    `update webhook_endpoint set last_success_at = $2, failing_since = null, last_error = null, last_said = null
     where organization_id = argosy.tenant() and id = $1`,
    [endpointId, at],
  );
}

async function recordFailing(
  tx: Tx,
  { endpointId, at, status, error: text }: AttemptResult,
  { error, said }: { readonly error: string; readonly said: string | null },
): Promise<void> {
  const row = await tx.maybe<{ url: string; since: Date }>(
    `update webhook_endpoint
     set failing_since = coalesce(failing_since, $2), last_error = $3, last_said = nullif($4::jsonb, 'null')
     where organization_id = argosy.tenant() and id = $1 returning url, failing_since as since`,
    [endpointId, at, error, said],
  );
  if (!row) return;
  const isGone = status === 410;
  if (!isGone && at.getTime() - row.since.getTime() < ENDPOINT_DISABLED_AFTER_MS) return;
  if (!(await disableEndpoint(tx, endpointId, isGone ? "gone" : "failing", at))) return;
  await alertExhaustedEndpoint(tx, endpointId, {
    ...row,
    isGone,
    text: text === null || typeof text === "string" ? (error ?? "") : text,
    now: at,
  });
}

async function alertExhaustedEndpoint(
  tx: Tx,
  endpointId: string,
  failed: {
    readonly url: string;
    readonly since: Date;
    readonly isGone: boolean;
    readonly text: string | Message;
    readonly now: Date;
  },
): Promise<void> {
  await raiseAlert(tx, {
    kind: "webhook_endpoint_disabled",
    severity: "warning",
    cause: disabledCause(endpointId),
    subject: { kind: "webhook_endpoint", id: endpointId },
    title: message("alert.webhook_endpoint_disabled.title", { host: new URL(failed.url).host }),
    text: failed.isGone
      ? message("alert.webhook_endpoint_disabled.gone")
      : [
          message("alert.webhook_endpoint_disabled.failing", { sinceAt: failed.since.toISOString() }),
          failed.text,
          message("alert.webhook_endpoint_disabled.kept"),
        ],
    action: { kind: "open_webhook_endpoint", endpointId },
    now: failed.now,
  });
}

/** Removes what is over and old. */
export function removeOldDeliveries(tx: Tx, before: Date, most: number): Promise<number> {
  return tx.run(
    `delete from argosy.webhook_delivery where organization_id = argosy.tenant() and id = any(array(
       select id
       from argosy.webhook_delivery
       where organization_id = argosy.tenant() and state <> 'waiting' and created_at < $1
       order by created_at limit $2))`,
    [before, most],
  );
}
