/** Stores whose connector this hub does not have: what they wait for is told, and forgotten once it is back. */
import { systemActor } from "../../commerce/actor.ts";
import type { ConnectionId } from "../../commerce/ids.ts";
import { type HubText, message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../alerts/alerts.ts";
import { announce } from "../events.ts";
import { textParameters } from "../json-column.ts";

const causeOf = (provider: string): string => `connector-missing:${provider}`;

/** Providers of the organization's stores. */
export async function usedProviders(tx: Tx): Promise<string[]> {
  const rows = await tx.rows<{ provider: string }>(
    `select distinct provider
     from argosy.connection
     where organization_id = argosy.tenant() and deleted_at is null and state <> 'draft'`,
  );
  return rows.map(({ provider }) => provider);
}

/** The stores say what they wait for instead of how they were; one alert for all of a provider. */
export async function markWithoutConnector(
  tx: Tx,
  { provider, text, now }: { readonly provider: string; readonly text: HubText; readonly now: Date },
): Promise<void> {
  const marked = await tx.rows<{ id: string }>(
    `update argosy.connection
     set health = 'failing', last_error = $2, last_error_said = $3, failing_since = coalesce(failing_since, $4),
       sync_state = 'error'
     where organization_id = argosy.tenant() and provider = $1 and deleted_at is null and state <> 'draft'
       and (health <> 'failing' or last_error is distinct from $2)
     returning id`,
    [provider, ...textParameters(text), now],
  );
  for (const { id } of marked) await announce(tx, "store.failing", { id });
  await raiseAlert(tx, {
    kind: "connector_missing",
    severity: "critical",
    cause: causeOf(provider),
    title: message("alert.connector_missing.title", { provider }),
    text,
    now,
  });
}

/**
 * Stores whose connector is back are shown as new until their platform answers; their alert is over. Answers all of those
 * that waited: some of them may have been answered already.
 */
export async function clearWithConnector(tx: Tx, providers: readonly string[], now: Date): Promise<ConnectionId[]> {
  const reported = await tx.rows<{ provider: string; cause: string }>(
    `select p as provider, a.cause
     from argosy.alert a
     join unnest($1::text[], $2::text[]) as known (p, cause) on known.cause = a.cause
     where a.organization_id = argosy.tenant() and a.state <> 'resolved'`,
    [providers, providers.map(causeOf)],
  );
  if (reported.length === 0) return [];
  const back = reported.map(({ provider }) => provider);
  const cleared = await tx.rows<{ id: string }>(
    `update argosy.connection
     set health = 'unknown', last_error = null, last_error_said = null, failing_since = null, sync_state = 'pending'
     where organization_id = argosy.tenant() and provider = any ($1::text[]) and health = 'failing'
       and last_error_said -> 0 ->> 'code' like 'connector.%'
     returning id`,
    [back],
  );
  for (const { id } of cleared) await announce(tx, "store.recovered", { id });
  const causes = reported.map(({ cause }) => cause);
  await resolveAlerts(tx, causes, now, systemActor);
  const waited = await tx.rows<{ id: ConnectionId }>(
    `select id
     from argosy.connection
     where organization_id = argosy.tenant() and provider = any ($1::text[]) and deleted_at is null
     order by id`,
    [back],
  );
  return waited.map(({ id }) => id);
}
