/** Work by the clock, once a minute in one process: lost wake-ups are found, drafts and old records end. */
import type { Logger } from "pino";
import type { Clock } from "../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import type { Connector } from "../connectors/kit/contract/contract.ts";
import type { Database, Home, Tx } from "../db/database.ts";
import { keepPartitions } from "../db/partitions.ts";
import type { SendMail } from "../hub/accounts/mail.ts";
import { writeWaitingTrail } from "../hub/accounts/sign-in-trail.ts";
import { tellOrdersOverPlan } from "../hub/admin/plan-orders.ts";
import { followZone } from "../hub/analytics/count.ts";
import { findRunningOut } from "../hub/analytics/running-out.ts";
import { countSyncHours } from "../hub/analytics/sync-hours.ts";
import { endQuietContests } from "../hub/conflicts/contested.ts";
import { closeResolvedConflicts } from "../hub/conflicts/resolved-elsewhere.ts";
import { removeErasedFiles } from "../hub/customers/erase-files.ts";
import type { Files } from "../hub/files/files.ts";
import { endEmptyHolds } from "../hub/holds/holds.ts";
import { endLeaving } from "../hub/listings/leaving.ts";
import type { StormBounds } from "../hub/notifications/storms.ts";
import { endUnpaidHolds } from "../hub/orders/unpaid-holds.ts";
import { putRatesInForce } from "../hub/prices/rates.ts";
import { expireGiftCards } from "../hub/promotions/gift-card-ledger.ts";
import { expireReservations, forgetReservations } from "../hub/reservations/release.ts";
import { markLate } from "../hub/settlements/work-off.ts";
import { expireDrafts } from "../hub/stores/draft.ts";
import { pollOrders } from "./after-away.ts";
import { tellApiEnds } from "./api-ends.ts";
import { goOnAfterLeap } from "./clock-leap.ts";
import { finishLeaving } from "./connect/disconnect.ts";
import type { ConnectionRegistry } from "./connection-registry.ts";
import type { Jobs } from "./jobs.ts";
import { mailBuyers } from "./mail-buyers.ts";
import { mailAlerts, mailSummaries } from "./notify.ts";
import { bodiesEnd, forgetUnclaimed, retention } from "./retention.ts";
import { requeueLostRuns } from "./runs/runs.ts";
import { resolveSettledAlerts } from "./settled-alerts.ts";
import { askParkedAgain } from "./sweeps/parked.ts";
import { tellStandstills } from "./sweeps/standstill.ts";
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
  readonly registry: ConnectionRegistry;
  readonly terminals: Pick<TerminalDesk, "tend">;
  readonly forgetRoutes: (connection: string) => void;
  readonly sendMail?: SendMail | undefined;
  /** The hour or day each task of each organization was done last, so that one that failed or was late is not left out. */
  readonly done: Map<string, number>;
  readonly hasClockLeapt: (nowMs: number) => boolean;
  readonly homesThatCameBack: () => ReadonlySet<Home>;
  /** Tells whoever runs the hub of a transaction held open (held-snapshot.ts). */
  readonly watchSnapshots: () => Promise<void>;
  /** Tells them of places of the database where nothing can be done (away-places.ts). */
  readonly watchPlaces: () => Promise<void>;
}

const HOUR_MS = 60 * 60_000;

// A reference stands for what it held for so long: a program's late repeat must not reserve anew.
const RESERVATION_KEPT_MS = 90 * 24 * HOUR_MS;

/** Every task by itself: one that fails is logged and done again the next time, and keeps no other from being done. */
export async function upkeep(deps: UpkeepDeps): Promise<void> {
  const { db, clock } = deps;
  const now = new Date(clock.now());
  const hasLeapt = deps.hasClockLeapt(clock.now());
  const back = deps.homesThatCameBack();
  for (const { scheduler } of db.homes().filter(({ isAway }) => !isAway))
    await attempt(deps, { task: "sleeping lanes" }, () => scheduler.run(WAKE_FORGOTTEN, [now]));
  await attempt(deps, { task: "jobs to the queue" }, () => deps.jobs.carry());
  await attempt(deps, { task: "sign-ins to trails" }, () => writeWaitingTrail(db));
  await attempt(deps, { task: "places that are away" }, deps.watchPlaces);
  await attempt(deps, { task: "transactions held open" }, deps.watchSnapshots);
  // Made on every server.
  if (db.places().every(({ is }) => is === "ready"))
    await onceIn(HOUR_MS, deps, { task: "partitions" }, () =>
      keepPartitions(db.ownerUrl, { now, keepDays: deps.syncLogRetentionDays }),
    );
  await onceIn(HOUR_MS, deps, { task: "unclaimed deliveries" }, () => forgetUnclaimed(db, bodiesEnd(deps, now)));
  let organizations: readonly { readonly id: string }[] = [];
  await attempt(deps, { task: "list of organizations" }, async () => {
    organizations = await db.scheduler.rows("select organization_id as id from argosy.organization");
  });
  for (const row of organizations) {
    const organization = organizationId(row.id);
    // Nothing of it can be done; those whose server answers are not kept waiting.
    const home = await db.homeOf(organization);
    if (home.isAway) continue;
    const task = (name: string, work: () => Promise<unknown>) => attempt(deps, { task: name, organization }, work);
    if (hasLeapt) await task("clock set back", () => goOnAfterLeap(db, organization, now));
    if (back.has(home)) await task("orders told meanwhile", () => pollOrders(db, organization, now));
    await tidy(deps, organization, now);
    await task("deleted stores", () => finishLeaving(deps, organization));
    await task("card terminals", () => deps.terminals.tend(organization));
    await task("mail to buyers", () => mailBuyers(deps, organization));
    await task("mail of alerts", () => mailAlerts(deps, organization));
    await task("weekly summaries", () => mailSummaries(deps, organization));
  }
}

interface Task {
  readonly task: string;
  readonly organization?: OrganizationId | undefined;
}

/** Answers whether it went well. */
async function attempt({ log }: UpkeepDeps, what: Task, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.error({ err: error, ...what }, "a task of the upkeep failed; it is tried again the next time");
    return false;
  }
}

/** Does what ends by the hour or the day once in it, and again at the next upkeep where it failed; a new process does it at once. */
async function onceIn(periodMs: number, deps: UpkeepDeps, what: Task, work: () => Promise<unknown>): Promise<void> {
  const key = `${what.organization ?? "installation"} ${what.task}`;
  const period = Math.floor(deps.clock.now() / periodMs);
  if (deps.done.get(key) === period) return;
  if (await attempt(deps, what, work)) deps.done.set(key, period);
}

/** Lanes that sleep although something of theirs is due: only a bug or a lost write makes one, and it must not last. */
const WAKE_FORGOTTEN = `select argosy.wake_lane(o, array[c], k, $1) from (select o, c, k from (
       select organization_id as o, connection_id as c, 'inbox' as k
       from argosy.inbox_event
       where status = 'pending' and due_at <= $1
       union select organization_id, connection_id, 'outbound' from argosy.listing_stock where due_at <= $1
       union select organization_id, connection_id, 'outbound' from argosy.listing_price where due_at <= $1
       union select organization_id, connection_id, 'outbound' from argosy.product_listing where due_at <= $1
       union select organization_id, connection_id, 'outbound' from argosy.record_push where due_at <= $1
       union select organization_id, connection_id, 'outbound' from argosy.command where due_at <= $1
       union select organization_id, id, 'outbound' from argosy.connection where marked_to_id is not null
       union select organization_id, endpoint_id, 'webhook' from argosy.webhook_delivery where due_at <= $1
       union select organization_id, connection_id, 'sweep' from argosy.sync_cursor where next_at <= $1) as work
     where k = 'webhook'
       or exists (select 1 from argosy.connection x
         where x.organization_id = o and x.id = c and x.state in ('active', 'paused', 'error'))
     order by 1, 2, 3) as waiting
     where not exists (select 1 from argosy.lane l
       where l.organization_id = o and l.connection_id = c and l.kind = k and l.due_at is not null)`;

interface Tidying {
  readonly deps: UpkeepDeps;
  readonly organization: OrganizationId;
  readonly now: Date;
}

/** Since when this process has looked after things. */
function awakeSince({ done }: UpkeepDeps, now: Date): Date {
  const since = done.get(AWAKE) ?? now.getTime();
  done.set(AWAKE, since);
  return new Date(since);
}
const AWAKE = "awake since";

/** What is looked after every minute; most of it finds nothing to do. */
const EVERY_MINUTE: readonly (readonly [task: string, work: (tx: Tx, of: Tidying) => Promise<unknown>])[] = [
  ["drafts of channels", (tx, { now }) => expireDrafts(tx, now)],
  ["exchange rates", (tx, { now }) => putRatesInForce(tx, now)],
  ["lost runs", (tx, { deps, organization }) => requeueLostRuns(deps, tx, organization)],
  ["empty holds", (tx, { now }) => endEmptyHolds(tx, now)],
  ["quiet contests", (tx, { now }) => endQuietContests(tx, now)],
  ["moot conflicts", (tx, { now }) => closeResolvedConflicts(tx, now)],
  ["listings that leave", (tx, { now }) => endLeaving(tx, now)],
  ["files of erased people", removeErasedFiles],
  ["reading that stands still", (tx, { deps, now }) => tellStandstills(tx, { now, awakeSince: awakeSince(deps, now) })],
  ["settled alerts", (tx, { now }) => resolveSettledAlerts(tx, now)],
  ["hours of the sync log", untilDone(countSyncHours)],
  ["a new time zone", followZone],
  ["what runs out", (tx, { now }) => findRunningOut(tx, now)],
];

const ONCE_A_DAY: typeof EVERY_MINUTE = [
  ["ends of APIs", (tx, { deps, now }) => tellApiEnds(tx, deps.connectors, now)],
  ["parked orders", (tx, { now }) => askParkedAgain(tx, now)],
  ["late payouts", (tx, { now }) => markLate(tx, now)],
  ["old reservations", (tx, { now }) => forgetReservations(tx, new Date(now.getTime() - RESERVATION_KEPT_MS))],
];

function untilDone(work: (tx: Tx, now: Date) => Promise<boolean>): (tx: Tx, of: Tidying) => Promise<void> {
  return async (tx, { now }) => {
    while (await work(tx, now));
  };
}

async function tidy(deps: UpkeepDeps, organization: OrganizationId, now: Date): Promise<void> {
  const { db } = deps;
  const of: Tidying = { deps, organization, now };
  await everyMinute(of);
  const task = (name: string, work: () => Promise<unknown>) => attempt(deps, { task: name, organization }, work);
  await task("ended reservations", async () => {
    while (await db.tenant(organization, (tx) => expireReservations(tx, now)));
  });
  await task("unpaid orders", async () => {
    while (await db.tenant(organization, (tx) => endUnpaidHolds(tx, now)));
  });
  await task("expired gift cards", async () => {
    while (await db.tenant(organization, (tx) => expireGiftCards(tx, now)));
  });
  // What ends by the day: once an hour is often enough.
  await onceIn(HOUR_MS, deps, { task: "orders of the plan", organization }, () =>
    db.tenant(organization, (tx) => tellOrdersOverPlan(tx, now)),
  );
  for (const [name, work] of ONCE_A_DAY)
    await onceIn(24 * HOUR_MS, deps, { task: name, organization }, () => db.tenant(organization, (tx) => work(tx, of)));
  for (const [name, work] of retention(deps, organization, now))
    await onceIn(HOUR_MS, deps, { task: name, organization }, work);
}

/**
 * All in one transaction, as ten thousand organizations are looked after every minute; after a failure each in one of its
 * own, so that only the one at fault is not done.
 */
async function everyMinute(of: Tidying): Promise<void> {
  const { deps, organization } = of;
  try {
    await deps.db.tenant(organization, async (tx) => {
      for (const [, work] of EVERY_MINUTE) await work(tx, of);
    });
  } catch (error) {
    deps.log.warn(
      { err: error, organization },
      "the upkeep of an organization failed as a whole; its tasks one by one",
    );
    for (const [task, work] of EVERY_MINUTE)
      await attempt(deps, { task, organization }, () => deps.db.tenant(organization, (tx) => work(tx, of)));
  }
}
