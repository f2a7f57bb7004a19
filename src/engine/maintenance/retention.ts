/** Deletes expired records in batches, each in a transaction of its own, so that nobody waits for its locks. */
import type { OrganizationId } from "../../commerce/ids.ts";
import { lowestId } from "../../commerce/new-id.ts";
import type { Database, Tx } from "../../db/database.ts";
import { removeOldRuns } from "../../hub/automations/runs.ts";
import type { Files } from "../../hub/files/files.ts";
import { removeOldFiles } from "../../hub/files/maintenance.ts";
import { removeEndedImages } from "../../hub/images/images.ts";
import { isAboutIncomingEvent } from "../../hub/incoming-event-log/alerted-event.ts";
import { removeOldDeliveries } from "../../hub/outgoing-webhooks/sending.ts";
import { removeParked } from "../../hub/parked/parked.ts";
import { dayHere } from "../../hub/promotions/gift-card-expiry.ts";
import { expireGiftCards, GIFT_CARDS_AT_ONCE } from "../../hub/promotions/gift-card-ledger.ts";
import { MIN_DOCUMENT_MONTHS, removeOldDocuments } from "../../hub/shipping/document-retention.ts";
import { IS_PREVIOUS, removeEndedSecrets } from "../../hub/stores/previous-secrets.ts";
import { removeStockTraces } from "../journal/stock-traces.ts";

export interface RetentionDeps {
  readonly db: Database;
  readonly files: Files;
  readonly payloadRetentionDays: number;
  readonly syncLogRetentionDays: number;
}

const DAY_MS = 24 * 60 * 60_000;
const BATCH = 1_000;
// Files hold megabytes each.
const FILES = 50;
const KEY_RETENTION_DAYS = 7;
const PARKED_DAYS = 30;
// As long as somebody may ask why an order was handled so.
const AUTOMATION_RUN_DAYS = 180;
// Platforms repeat a delivery for up to three days (Square); its row identifies the duplicate.
const LEAST_DAYS = 7;

const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

/** Bodies received before this are deleted; null: none. */
export const bodiesExpireBefore = ({ payloadRetentionDays: days }: RetentionDeps, now: Date): Date | null =>
  days > 0 ? daysBefore(now, days) : null;

/** Deliveries no connection was found for go when the bytes of all others do: nobody has a history they would stand in. */
export async function removeUnknownAccountDeliveries(db: Database, end: Date | null): Promise<void> {
  if (end === null) return;
  await untilNone(BATCH, () =>
    db.scheduler.run(
      `delete from argosy.platform_inbox
       where id in (select id from argosy.platform_inbox where received_at < $1 order by received_at limit $2)`,
      [end, BATCH],
    ),
  );
}

/** SQL: what of this there is to remove. */
const WHAT_ENDS = `
  select
    exists (select from argosy.inbox_event where organization_id = argosy.tenant() and status <> 'pending'
      and body <> '' and received_at < $2) as "bodies of deliveries",
    exists (select from argosy.inbox_event where organization_id = argosy.tenant() and status <> 'pending'
      and (body <> '') is false and received_at < $3) as "deliveries",
    exists (select from argosy.idempotency where organization_id = argosy.tenant()
      and created_at < $4) as "keys of calls",
    exists (select from argosy.uploaded_image where organization_id = argosy.tenant()) as "images",
    exists (select from argosy.shipment_document where organization_id = argosy.tenant()
      and created_at < $1::timestamptz - interval '${MIN_DOCUMENT_MONTHS} months')
      or exists (select from argosy.manifest where organization_id = argosy.tenant() and file_id is not null
      and created_at < $1::timestamptz - interval '${MIN_DOCUMENT_MONTHS} months')
      or exists (select from argosy.order_photo where organization_id = argosy.tenant()
      and created_at < $1::timestamptz - interval '${MIN_DOCUMENT_MONTHS} months') as "papers",
    exists (select from argosy.stored_file where organization_id = argosy.tenant()
      and created_at < $1::timestamptz - interval '1 day') as "files",
    exists (select from argosy.secret where organization_id = argosy.tenant() and ${IS_PREVIOUS}
      and expires_at <= $1) as "replaced secrets",
    exists (select from argosy.traced_change where organization_id = argosy.tenant()
      and at < $1::timestamptz - interval '1 day') as "places of traces",
    exists (select from argosy.parked_work where organization_id = argosy.tenant()
      and parked_at < $5) as "records set aside",
    exists (select from argosy.automation_run where organization_id = argosy.tenant()
      and id < $7) as "runs of automations",
    exists (select from argosy.webhook_delivery where organization_id = argosy.tenant() and state <> 'waiting'
      and created_at < $6) as "deliveries to endpoints",
    exists (select from argosy.leaving_object where organization_id = argosy.tenant()) as "objects of files",
    exists (select from argosy.gift_card where organization_id = argosy.tenant() and balance_minor > 0
      and expires_on < ${dayHere("$1")}) as "expired gift cards",
    exists (select from argosy.organization where organization_id = argosy.tenant()
      and plan ->> 'ordersPerMonth' is not null)
      or exists (select from argosy.alert where organization_id = argosy.tenant() and kind = 'plan_orders'
      and state <> 'resolved') as "orders of the plan"`;

/** Names of what there is to do by the hour. */
export async function dueRemovals(deps: RetentionDeps, tx: Tx, now: Date): Promise<ReadonlySet<string>> {
  const { bodies, rows, log } = endsOf(deps, now);
  const given = [
    now,
    bodies,
    rows,
    daysBefore(now, KEY_RETENTION_DAYS),
    daysBefore(now, PARKED_DAYS),
    log,
    runsEnd(now),
  ];
  const found = await tx.one<Readonly<Record<string, boolean>>>(WHAT_ENDS, given);
  return new Set(Object.keys(found).filter((task) => found[task]));
}

const runsEnd = (now: Date): string => lowestId(daysBefore(now, AUTOMATION_RUN_DAYS));

/** Before when bytes of deliveries, whole deliveries and what the log keeps end; null: never. */
function endsOf(deps: RetentionDeps, now: Date) {
  const bodies = bodiesExpireBefore(deps, now);
  const log = daysBefore(now, deps.syncLogRetentionDays);
  const rows = bodies && new Date(Math.min(log.getTime(), bodies.getTime(), daysBefore(now, LEAST_DAYS).getTime()));
  return { bodies, rows, log };
}

/** A kind of old records, and the work that removes them. */
type Removal = readonly [what: string, remove: () => Promise<void>];

/** What ends by its age: bytes of deliveries, then the deliveries, keys of repeated calls, files, what was sent to webhook endpoints. */
export function retention(deps: RetentionDeps, organization: OrganizationId, now: Date): readonly Removal[] {
  const all = (batch: number, remove: (tx: Tx) => Promise<number>) => () =>
    untilNone(batch, () => deps.db.tenant(organization, remove));
  const { bodies: end, rows: rowsEnd, log: logEnd } = endsOf(deps, now);
  const bodies: readonly Removal[] =
    end === null || rowsEnd === null
      ? []
      : [
          ["bodies of deliveries", all(BATCH, (tx) => emptyBodies(tx, end))],
          ["deliveries", all(BATCH, (tx) => removeEvents(tx, rowsEnd))],
        ];
  const sent: readonly Removal[] =
    deps.syncLogRetentionDays > 0
      ? [["deliveries to endpoints", all(BATCH, (tx) => removeOldDeliveries(tx, logEnd, BATCH))]]
      : [];
  return [
    ...bodies,
    ["keys of calls", all(BATCH, (tx) => removeKeys(tx, daysBefore(now, KEY_RETENTION_DAYS)))],
    ["images", () => untilNone(FILES, () => removeEndedImages(deps, organization, { now, most: FILES }))],
    ["papers", all(BATCH, (tx) => removeOldDocuments(tx, now, BATCH))],
    ["files", all(FILES, (tx) => removeOldFiles(tx, now, FILES))],
    ["replaced secrets", all(BATCH, (tx) => removeEndedSecrets(tx, now))],
    ["places of traces", all(BATCH, (tx) => removeStockTraces(tx, daysBefore(now, 1), BATCH))],
    ["records set aside", all(BATCH, (tx) => removeParked(tx, daysBefore(now, PARKED_DAYS), BATCH))],
    ["runs of automations", all(BATCH, (tx) => removeOldRuns(tx, runsEnd(now), BATCH))],
    ...sent,
    ["expired gift cards", all(GIFT_CARDS_AT_ONCE, (tx) => expireGiftCards(tx, now))],
    // The storage may be away.
    ["objects of files", () => untilNone(FILES, () => deps.files.removeObjects(organization, { now, most: FILES }))],
  ];
}

async function untilNone(batch: number, remove: () => Promise<number>): Promise<void> {
  while ((await remove()) >= batch);
}

/** A batch of them; answers how many. */
export const emptyBodies = (tx: Tx, before: Date) =>
  tx.run(
    `update argosy.inbox_event set body = '', headers = '{}' where organization_id = argosy.tenant() and id = any(array(
       select id
       from argosy.inbox_event
       where organization_id = argosy.tenant() and status <> 'pending' and body <> '' and received_at < $1
       order by received_at limit $2))`,
    [before, BATCH],
  );

/** A batch likewise. A failed one with an open alert stays. */
export const removeEvents = (tx: Tx, before: Date) =>
  tx.run(
    `delete from argosy.inbox_event where organization_id = argosy.tenant() and id = any(array(
       select e.id from argosy.inbox_event e
       where e.organization_id = argosy.tenant() and e.status <> 'pending' and (e.body <> '') is false
         and e.received_at < $1
         and (e.status <> 'failed' or not exists (select 1 from argosy.alert a
           where a.organization_id = argosy.tenant() and a.state <> 'resolved'
             and ${isAboutIncomingEvent("a.subject_kind")} and a.subject_id = e.id))
       order by e.received_at limit $2))`,
    [before, BATCH],
  );

const removeKeys = (tx: Tx, before: Date) =>
  tx.run(
    `delete from argosy.idempotency where organization_id = argosy.tenant() and key = any(array(
       select key
       from argosy.idempotency
       where organization_id = argosy.tenant() and created_at < $1
       order by created_at
       limit $2))`,
    [before, BATCH],
  );
