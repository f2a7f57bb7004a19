/** What ends by its age: in batches, each a transaction of its own, so that nobody waits for a long one and its locks. */
import type { Logger } from "pino";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Database, Tx } from "../db/database.ts";
import type { Files } from "../hub/files/files.ts";
import { removeOldFiles } from "../hub/files/upkeep.ts";
import { removeEndedImages } from "../hub/images/images.ts";
import { removeOldPapers } from "../hub/shipping/paper-retention.ts";
import { removeEndedSecrets } from "../hub/stores/previous-secrets.ts";
import { removeOldDeliveries } from "../hub/webhook-endpoints/sending.ts";
import { removePlaces } from "./trace-places.ts";

export interface RetentionDeps {
  readonly db: Database;
  readonly files: Files;
  readonly log: Pick<Logger, "warn">;
  readonly payloadRetentionDays: number;
  readonly syncLogRetentionDays: number;
}

const DAY_MS = 24 * 60 * 60_000;
const BATCH = 1_000;
// Files hold megabytes each.
const FILES = 50;
const KEYS_KEPT_DAYS = 7;
// Platforms send a delivery again for three days (Square); a row is what tells that it is known.
const LEAST_DAYS = 7;

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/** When bodies received before are to go; null keeps them. */
export const bodiesEnd = ({ payloadRetentionDays: days }: RetentionDeps, now: Date): Date | null =>
  days > 0 ? daysBefore(now, days) : null;

/** Deliveries no connection was found for go when the bytes of all others do: nobody has a history they would stand in. */
export async function forgetUnclaimed(db: Database, end: Date | null): Promise<void> {
  if (end === null) return;
  await untilNone(BATCH, () =>
    db.scheduler.run(
      `DELETE FROM argosy.platform_inbox
       WHERE id IN (SELECT id FROM argosy.platform_inbox WHERE received_at < $1 ORDER BY received_at LIMIT $2)`,
      [end, BATCH],
    ),
  );
}

/** Bytes of deliveries, then the deliveries, keys of repeated calls, files, and what was sent to webhook endpoints. */
export async function removeOld(deps: RetentionDeps, organization: OrganizationId, now: Date): Promise<void> {
  const all = (batch: number, remove: (tx: Tx) => Promise<number>) =>
    untilNone(batch, () => deps.db.tenant(organization, remove));
  const logEnd = daysBefore(now, deps.syncLogRetentionDays);
  const end = bodiesEnd(deps, now);
  if (end !== null) {
    await all(BATCH, (tx) => emptyBodies(tx, end));
    const rowsEnd = Math.min(logEnd.getTime(), end.getTime(), daysBefore(now, LEAST_DAYS).getTime());
    await all(BATCH, (tx) => removeEvents(tx, new Date(rowsEnd)));
  }
  await all(BATCH, (tx) => removeKeys(tx, daysBefore(now, KEYS_KEPT_DAYS)));
  await untilNone(FILES, () => removeEndedImages(deps, organization, { now, most: FILES }));
  await all(BATCH, (tx) => removeOldPapers(tx, now, BATCH));
  await all(FILES, (tx) => removeOldFiles(tx, now, FILES));
  await all(BATCH, (tx) => removeEndedSecrets(tx, now));
  await all(BATCH, (tx) => removePlaces(tx, daysBefore(now, 1), BATCH));
  if (deps.syncLogRetentionDays > 0) await all(BATCH, (tx) => removeOldDeliveries(tx, logEnd, BATCH));
  // The storage may be away: everything else has ended by then.
  await untilNone(FILES, () => deps.files.removeObjects(organization, { now, most: FILES })).catch((error: unknown) =>
    deps.log.warn(
      { err: error, organization },
      "objects of removed files could not be removed; tried again in an hour",
    ),
  );
}

async function untilNone(batch: number, remove: () => Promise<number>): Promise<void> {
  while ((await remove()) >= batch);
}

/** A batch of them; answers how many. */
export const emptyBodies = (tx: Tx, before: Date) =>
  tx.run(
    `UPDATE argosy.inbox_event SET body = '', headers = '{}' WHERE organization_id = argosy.tenant() AND id IN (
       SELECT id
       FROM argosy.inbox_event
       WHERE organization_id = argosy.tenant() AND status <> 'pending' AND body <> '' AND received_at < $1
       ORDER BY received_at LIMIT $2)`,
    [before, BATCH],
  );

/** A batch likewise. A failed one whose alert somebody still has to look at stays. */
export const removeEvents = (tx: Tx, before: Date) =>
  tx.run(
    `DELETE FROM argosy.inbox_event WHERE organization_id = argosy.tenant() AND id IN (
       SELECT e.id FROM argosy.inbox_event e
       WHERE e.organization_id = argosy.tenant() AND e.status <> 'pending' AND (e.body <> '') IS FALSE
         AND e.received_at < $1
         AND (e.status <> 'failed' OR NOT EXISTS (SELECT 1 FROM argosy.alert a
           WHERE a.organization_id = argosy.tenant() AND a.state <> 'resolved' AND a.subject_kind = 'webhook_event'
             AND a.subject_id = e.id))
       ORDER BY e.received_at LIMIT $2)`,
    [before, BATCH],
  );

const removeKeys = (tx: Tx, before: Date) =>
  tx.run(
    `DELETE FROM argosy.idempotency WHERE organization_id = argosy.tenant() AND key IN (
       SELECT key
       FROM argosy.idempotency
       WHERE organization_id = argosy.tenant() AND created_at < $1
       ORDER BY created_at
       LIMIT $2)`,
    [before, BATCH],
  );
