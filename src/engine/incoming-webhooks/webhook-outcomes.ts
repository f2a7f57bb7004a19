/**
 * Counts accepted and rejected deliveries per store. The first accepted one proves that the platform reaches the hub;
 * several with a wrong signature raise an alert, and the next check of its webhooks registers them again
 * (sweeps/subscriptions.ts).
 */

import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { organizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { READ } from "../../db/connection-states.ts";
import type { Database, Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { noteTrouble } from "../../hub/stores/health.ts";
import { noteWebhook } from "../../hub/stores/stores.ts";

/**
 * So many within an hour, whatever is accepted between: one of a store's webhooks may have another secret than the rest.
 * One delivery alone may be a forgery, or come from a platform that was just given another secret.
 */
const ALERT_AFTER = 3;
const COUNTED_MS = 60 * 60_000;
/** Anyone who knows the address may send any number: the writes they cause are bounded. */
const ALERT_EVERY_MS = 60_000;
const MAX_STORES = 20_000;

interface Row {
  count: number;
  readonly sinceMs: number;
  alertedMs: number | undefined;
}

interface Store {
  readonly organization: string;
  readonly connection: string;
}

export interface WebhookOutcomes {
  noteAccepted(store: Store): void;
  noteRefused(store: Store): void;
}

export function createWebhookOutcomes({
  db,
  clock,
  log,
}: {
  readonly db: Pick<Database, "tenant">;
  readonly clock: Clock;
  readonly log: Logger;
}): WebhookOutcomes {
  const rows = new Map<string, Row>();
  /** Once a connection and process. */
  const reachable = new Set<string>();
  return {
    noteAccepted({ organization, connection }) {
      if (reachable.has(connection)) return;
      if (reachable.size >= MAX_STORES) reachable.clear();
      reachable.add(connection);
      const now = new Date(clock.now());
      db.tenant(organizationId(organization), (tx) => noteWebhook(tx, connection, now)).catch((error: unknown) =>
        log.warn({ err: error, connection }, "a first delivery could not be noted"),
      );
    },
    noteRefused({ organization, connection }) {
      const now = clock.now();
      if (rows.size >= MAX_STORES) rows.clear();
      const counted = rows.get(connection);
      const row =
        counted && now - counted.sinceMs < COUNTED_MS ? counted : { count: 0, sinceMs: now, alertedMs: undefined };
      rows.set(connection, row);
      row.count += 1;
      if (row.count < ALERT_AFTER || (row.alertedMs !== undefined && now - row.alertedMs < ALERT_EVERY_MS)) return;
      row.alertedMs = now;
      const since = new Date(row.sinceMs);
      db.tenant(organizationId(organization), (tx) =>
        alertRefused(tx, { connection, since, now: new Date(now) }),
      ).catch((error: unknown) => log.warn({ err: error, connection }, "refused deliveries could not be told"));
    },
  };
}

const causeOf = (connection: string) => `webhooks-refused:${connection}`;

/**
 * Whether a person was told that a store's deliveries are refused since its webhooks were last looked at. Also where the
 * alert is over: another webhook of the store may be believed.
 */
export async function areDeliveriesRefused(tx: Tx, connection: string): Promise<boolean> {
  const rows = await tx.rows(
    `select 1
     from argosy.alert a
     where a.organization_id = argosy.tenant() and a.cause = $2
       and not exists (select from argosy.subscription s where s.organization_id = argosy.tenant()
         and s.connection_id = $1 and s.checked_at >= a.last_at)`,
    [connection, causeOf(connection)],
  );
  return rows.length > 0;
}

async function alertRefused(
  tx: Tx,
  { connection, since, now }: { readonly connection: string; readonly since: Date; readonly now: Date },
): Promise<void> {
  const store = await tx.maybe<{ name: string }>(
    `select name
     from argosy.connection
     where organization_id = argosy.tenant() and id = $1 and state in ${READ}`,
    [connection],
  );
  if (!store) return;
  const title = message("alert.webhooks_refused.title", { store: store.name, sinceAt: since.toISOString() });
  await raiseAlert(tx, {
    kind: "webhooks_refused",
    severity: "warning",
    cause: causeOf(connection),
    connectionId: connection,
    title,
    text: message("alert.webhooks_refused.text"),
    now,
  });
  await noteTrouble(tx, connection, { text: title, now });
}
