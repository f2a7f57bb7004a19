/** Work by the clock, once a minute in one process: lost wake-ups are found, drafts and old records end. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import type { Database } from "../db/database.ts";
import { keepPartitions } from "../db/partitions.ts";
import type { SendMail } from "../hub/accounts/mail.ts";
import { tellOrdersOverPlan } from "../hub/admin/plan-orders.ts";
import { countDue, isZoneNew } from "../hub/analytics/count.ts";
import { findRunningOut } from "../hub/analytics/running-out.ts";
import { countSyncHours } from "../hub/analytics/sync-hours.ts";
import { endQuietContests } from "../hub/conflicts/contested.ts";
import { closeMootConflicts } from "../hub/conflicts/moot.ts";
import type { Files } from "../hub/files/files.ts";
import { endEmptyHolds } from "../hub/holds/holds.ts";
import { endLeaving } from "../hub/listings/leaving.ts";
import type { StormBounds } from "../hub/notifications/storms.ts";
import { putRatesInForce } from "../hub/prices/rates.ts";
import { expireGiftCards } from "../hub/promotions/gift-card-ledger.ts";
import { expireReservations, forgetReservations } from "../hub/reservations/release.ts";
import { markLate } from "../hub/settlements/work-off.ts";
import { expireDrafts } from "../hub/stores/draft.ts";
import { tellApiEnds } from "./api-ends.ts";
import { goOnAfterLeap } from "./clock-leap.ts";
import { finishLeaving } from "./connect/disconnect.ts";
import type { Platform } from "./connection-registry.ts";
import type { Jobs } from "./jobs.ts";
import { mailBuyers } from "./mail-buyers.ts";
import { mailAlerts, mailSummaries } from "./notify.ts";
import { bodiesEnd, forgetUnclaimed, removeOld } from "./retention.ts";
import { requeueLostRuns } from "./runs/runs.ts";
import { resolveSettledAlerts } from "./settled-alerts.ts";
import { askParkedAgain } from "./sweeps/parked.ts";
import type { TerminalDesk } from "./terminals/desk.ts";

export interface UpkeepDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Raw webhook bodies older than this lose their bytes, and those of no connection go; 0 keeps them. */
  readonly payloadRetentionDays: number;
  readonly syncLogRetentionDays: number;
  readonly alertStorm: StormBounds;
  readonly jobs: Jobs;
  readonly files: Files;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly appUrl: string;
  readonly platform: Platform;
  readonly terminals: Pick<TerminalDesk, "tend">;
  readonly forgetRoutes: (connection: string) => void;
  readonly sendMail?: SendMail | undefined;
  /** The hour each organization's hourly work was done last, so that one that failed or was late is not left out. */
  readonly hours: Map<string, number>;
  readonly hasClockLeapt: (nowMs: number) => boolean;
  /** Tells whoever runs the hub of a transaction held open (held-snapshot.ts). */
  readonly watchSnapshots: () => Promise<void>;
}

const HOUR_MS = 60 * 60_000;

// A reference stands for what it held for so long: a program's late repeat must not reserve anew.
const RESERVATION_KEPT_MS = 90 * 24 * HOUR_MS;

export async function upkeep(deps: UpkeepDeps): Promise<void> {
  await wakeForgotten(deps);
  await deps.jobs
    .carry()
    .catch((error: unknown) => deps.log.error({ err: error }, "jobs could not be carried to the queue"));
  await deps
    .watchSnapshots()
    .catch((error: unknown) =>
      deps.log.error({ err: error }, "whoever runs the hub could not be told of a transaction held open"),
    );
  const now = new Date(deps.clock.now());
  await hourly(deps, INSTALLATION, async () => {
    await keepPartitions(deps.db.ownerUrl, { now, keepDays: deps.syncLogRetentionDays });
    await forgetUnclaimed(deps.db, bodiesEnd(deps, now));
  });
  const organizations = await deps.db.scheduler.rows<{ organization_id: string }>(
    "SELECT organization_id FROM argosy.organization",
  );
  const hasLeapt = deps.hasClockLeapt(deps.clock.now());
  for (const row of organizations) {
    if (hasLeapt)
      await deps.db
        .tenant(organizationId(row.organization_id), (tx) => goOnAfterLeap(tx, now))
        .catch((error: unknown) =>
          deps.log.error(
            { err: error, organization: row.organization_id },
            "what a clock set back keeps waiting was not woken",
          ),
        );
    await tidy(deps, organizationId(row.organization_id)).catch((error: unknown) =>
      deps.log.error({ err: error, organization: row.organization_id }, "upkeep failed"),
    );
    await finishLeaving(deps, organizationId(row.organization_id)).catch((error: unknown) =>
      deps.log.error({ err: error, organization: row.organization_id }, "what deleted stores left could not be done"),
    );
    await deps.terminals
      .tend(organizationId(row.organization_id))
      .catch((error: unknown) =>
        deps.log.error({ err: error, organization: row.organization_id }, "card terminals could not be looked after"),
      );
    await mailBuyers(deps, organizationId(row.organization_id)).catch((error: unknown) =>
      deps.log.error({ err: error, organization: row.organization_id }, "buyers could not be mailed of their parcels"),
    );
    await mailAlerts(deps, organizationId(row.organization_id)).catch((error: unknown) =>
      deps.log.error({ err: error, organization: row.organization_id }, "alerts could not be looked through for mail"),
    );
    await mailSummaries(deps, organizationId(row.organization_id)).catch((error: unknown) =>
      deps.log.error({ err: error, organization: row.organization_id }, "weekly summaries could not be made"),
    );
  }
}

const INSTALLATION = "installation";

/** Does work that ends by the hour or the day once in an hour; a new process does it at once. `isDaily`: the day is new. */
async function hourly(deps: UpkeepDeps, whose: string, work: (isDaily: boolean) => Promise<void>): Promise<void> {
  const hour = Math.floor(deps.clock.now() / HOUR_MS);
  const last = deps.hours.get(whose);
  if (last === hour) return;
  await work(last === undefined || Math.floor(last / 24) !== Math.floor(hour / 24));
  deps.hours.set(whose, hour);
}

/** Lanes that sleep although something of theirs is due: only a bug or a lost write makes one, and it must not last. */
async function wakeForgotten({ db, clock }: UpkeepDeps): Promise<void> {
  const now = new Date(clock.now());
  for (const { scheduler } of db.homes()) await scheduler.run(WAKE_FORGOTTEN, [now]);
}

const WAKE_FORGOTTEN = `SELECT argosy.wake_lane(o, ARRAY[c], k, $1) FROM (SELECT o, c, k FROM (
       SELECT organization_id AS o, connection_id AS c, 'inbox' AS k
       FROM argosy.inbox_event
       WHERE status = 'pending' AND due_at <= $1
       UNION SELECT organization_id, connection_id, 'outbound' FROM argosy.listing_stock WHERE due_at <= $1
       UNION SELECT organization_id, connection_id, 'outbound' FROM argosy.listing_price WHERE due_at <= $1
       UNION SELECT organization_id, connection_id, 'outbound' FROM argosy.product_listing WHERE due_at <= $1
       UNION SELECT organization_id, connection_id, 'outbound' FROM argosy.record_push WHERE due_at <= $1
       UNION SELECT organization_id, connection_id, 'outbound' FROM argosy.command WHERE due_at <= $1
       UNION SELECT organization_id, id, 'outbound' FROM argosy.connection WHERE marked_to_id IS NOT NULL
       UNION SELECT organization_id, endpoint_id, 'webhook' FROM argosy.webhook_delivery WHERE due_at <= $1
       UNION SELECT organization_id, connection_id, 'sweep' FROM argosy.sync_cursor WHERE next_at <= $1) AS work
     WHERE k = 'webhook'
       OR EXISTS (SELECT 1 FROM argosy.connection x
         WHERE x.organization_id = o AND x.id = c AND x.state IN ('active', 'paused', 'error'))
     ORDER BY 1, 2, 3) AS waiting
     WHERE NOT EXISTS (SELECT 1 FROM argosy.lane l
       WHERE l.organization_id = o AND l.connection_id = c AND l.kind = k AND l.due_at IS NOT NULL)`;

async function tidy(deps: UpkeepDeps, organization: OrganizationId): Promise<void> {
  const now = new Date(deps.clock.now());
  await deps.db.tenant(organization, async (tx) => {
    await expireDrafts(tx, now);
    await putRatesInForce(tx, now);
    await requeueLostRuns(deps, tx, organization);
    await endEmptyHolds(tx, now);
    await endQuietContests(tx, now);
    await closeMootConflicts(tx, now);
    await endLeaving(tx, now);
    await resolveSettledAlerts(tx, now);
    while (await countSyncHours(tx, now));
    if (await isZoneNew(tx)) await countDue(tx);
    await findRunningOut(tx, now);
  });
  while (await deps.db.tenant(organization, (tx) => expireReservations(tx, now)));
  while (await deps.db.tenant(organization, (tx) => expireGiftCards(tx, now)));
  // What ends by the day: once an hour is often enough.
  await hourly(deps, organization, async (isDaily) => {
    await deps.db.tenant(organization, (tx) => tellOrdersOverPlan(tx, now));
    if (isDaily)
      await deps.db.tenant(organization, async (tx) => {
        await tellApiEnds(tx, deps.connectors, now);
        await askParkedAgain(tx, now);
        await markLate(tx, now);
        await forgetReservations(tx, new Date(now.getTime() - RESERVATION_KEPT_MS));
      });
    await removeOld(deps, organization, now);
  });
}
