/** Scheduled maintenance, once a minute in one process: finds lost wake-ups, expires drafts and old records. */

import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { AbsenceOf } from "../../connectors/absences.ts";
import type { Connector } from "../../connectors/kit/contract/contract.ts";
import type { Egress } from "../../connectors/kit/http/egress.ts";
import { READ } from "../../db/connection-states.ts";
import type { Database, Home, Tx } from "../../db/database.ts";
import { maintainPartitions } from "../../db/partitions.ts";
import type { SendMail } from "../../hub/accounts/mail.ts";
import { writeWaitingSignIns } from "../../hub/accounts/sign-in-log.ts";
import { alertOrdersOverPlan } from "../../hub/admin/plan-orders.ts";
import { followZone } from "../../hub/analytics/count.ts";
import { findRunningOut } from "../../hub/analytics/running-out.ts";
import { countSyncHours } from "../../hub/analytics/sync-hours.ts";
import { noteDaily } from "../../hub/automations/daily.ts";
import { noteLateOrders } from "../../hub/automations/late.ts";
import { endQuietContests } from "../../hub/conflicts/contested.ts";
import { closeResolvedConflicts } from "../../hub/conflicts/resolved-elsewhere.ts";
import { alertUrgent } from "../../hub/conversations/alerts.ts";
import { removeErasedFiles } from "../../hub/customers/erase-files.ts";
import type { Files } from "../../hub/files/files.ts";
import { endRemovals } from "../../hub/listings/end-removals.ts";
import { finishLots, markExpired, markRefused } from "../../hub/lots/hold-lots.ts";
import { tellExpiring } from "../../hub/lots/tell-expiring.ts";
import type { StormBounds } from "../../hub/notifications/storms.ts";
import type { VapidKeys } from "../../hub/notifications/vapid.ts";
import { endDueHolds } from "../../hub/order-holds/due-holds.ts";
import { keyAddresses } from "../../hub/orders/address-key.ts";
import { notifyBackorders } from "../../hub/orders/backorders.ts";
import { alertAtRisk } from "../../hub/orders/orders-at-risk.ts";
import { alertToAccept } from "../../hub/orders/orders-to-accept.ts";
import { calculatePromises } from "../../hub/orders/promise-dates.ts";
import { improveRoutes } from "../../hub/orders/route.ts";
import { endUnpaidHolds } from "../../hub/orders/unpaid-holds.ts";
import { putRatesInForce } from "../../hub/prices/rates.ts";
import { alertUnclaimed } from "../../hub/promotions/gift-card-claims.ts";
import { alertUnconfirmedUses } from "../../hub/promotions/gift-card-use.ts";
import { expireReservations, forgetReservations } from "../../hub/reservations/release.ts";
import { markLate } from "../../hub/settlements/work-off.ts";
import { endEmptyHolds } from "../../hub/stock-holds/stock-holds.ts";
import { expireDrafts } from "../../hub/stores/draft.ts";
import { finishDisconnecting } from "../connect/disconnect.ts";
import type { ConnectionRegistry } from "../connections/connection-registry.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { requeueLostRuns } from "../runs/runs.ts";
import { askParkedAgain } from "../sweeps/parked.ts";
import { alertStandstills } from "../sweeps/standstill.ts";
import type { TerminalService } from "../terminals/terminal-service.ts";
import { alertAbsentConnectors } from "./absent-connectors.ts";
import { mailAlerts, mailSummaries } from "./alert-mails.ts";
import { alertApiSunsets } from "./api-sunsets.ts";
import { mailBuyers } from "./buyer-mails.ts";
import { pollOrders } from "./catch-up-after-outage.ts";
import { rescheduleAfterClockSetBack } from "./clock-set-back.ts";
import {
  type Due,
  type DueAt,
  findDueNotices,
  findDueTasks,
  type MaintenanceTask,
  type NoticeTask,
} from "./due-tasks.ts";
import { sendPushes } from "./push-notices.ts";
import { bodiesExpireBefore, dueRemovals, removeUnknownAccountDeliveries, retention } from "./retention.ts";
import { resolveSettledAlerts } from "./settled-alerts.ts";

export interface MaintenanceDeps {
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
  readonly absenceOf?: AbsenceOf | undefined;
  readonly appUrl: string;
  readonly registry: ConnectionRegistry;
  readonly terminals: Pick<TerminalService, "tend">;
  readonly forgetRoutes: (connection: string) => void;
  readonly sendMail?: SendMail | undefined;
  readonly egress: Egress;
  readonly vapid: VapidKeys;
  /** The hour or day each task of each organization was done last, so that one that failed or was late is not left out. */
  readonly done: Map<string, number>;
  readonly hasClockLeapt: (nowMs: number) => boolean;
  readonly homesThatCameBack: () => ReadonlySet<Home>;
  /** Reports a long transaction to the operator (old-transactions.ts). */
  readonly watchSnapshots: () => Promise<void>;
  /** Reports unreachable homes to the operator (unreachable-homes.ts). */
  readonly watchPlaces: () => Promise<void>;
}

const HOUR_MS = 60 * 60_000;

// A reference is remembered this long: a program's late retry must not reserve again.
const RESERVATION_RETENTION_MS = 90 * 24 * HOUR_MS;

/** Runs each task by itself: a failed one is logged and retried the next time, and stops no other. */
export async function runMaintenance(deps: MaintenanceDeps): Promise<void> {
  const { db, clock } = deps;
  const now = new Date(clock.now());
  const hasLeapt = deps.hasClockLeapt(clock.now());
  const back = deps.homesThatCameBack();
  for (const { scheduler } of db.homes().filter(({ isAway }) => !isAway))
    await attempt(deps, { task: "sleeping lanes" }, () => scheduler.run(WAKE_FORGOTTEN, [now]));
  await attempt(deps, { task: "jobs to the queue" }, () => deps.jobs.flush());
  await attempt(deps, { task: "sign-ins to trails" }, () => writeWaitingSignIns(db));
  await attempt(deps, { task: "places that are away" }, deps.watchPlaces);
  await attempt(deps, { task: "transactions held open" }, deps.watchSnapshots);
  // Made on every server.
  if (db.places().every(({ is }) => is === "ready"))
    await onceIn(HOUR_MS, deps, { task: "partitions" }, () =>
      maintainPartitions(db.ownerUrl, { now, keepDays: deps.syncLogRetentionDays }),
    );
  await onceIn(HOUR_MS, deps, { task: "unclaimed deliveries" }, () =>
    removeUnknownAccountDeliveries(db, bodiesExpireBefore(deps, now)),
  );
  let organizations: readonly { readonly id: string }[] = [];
  await attempt(deps, { task: "list of organizations" }, async () => {
    organizations = await db.scheduler.rows("select organization_id as id from argosy.organization");
  });
  const ids = organizations.map(({ id }) => organizationId(id));
  const at: DueAt = { now, awakeSince: awakeSince(deps, now) };
  const isAll = isNewDay(deps, now);
  await ofEach(deps, ids, {
    find: (home) => findDueTasks(deps, home, at),
    async work(organization, { home, isDue }) {
      const task = (name: string, work: () => Promise<unknown>) => attempt(deps, { task: name, organization }, work);
      if (hasLeapt) await task("clock set back", () => rescheduleAfterClockSetBack(db, organization, now));
      if (back.has(home)) await task("orders told meanwhile", () => pollOrders(db, organization, now));
      const isNew = isFirstPass(deps, organization);
      const isDueHere = (task: MaintenanceTask) => isAll || isDue(task) || (isNew && OF_FIGURES.has(task));
      await tidy({ deps, organization, ...at, isDue: isDueHere });
    },
  });
  // Last, so that people hear of this run's alerts in the same minute.
  await ofEach(deps, ids, {
    find: (home) => findDueNotices(deps, home, at),
    async work(organization, { isDue }) {
      for (const [task, work] of NOTICES)
        if (isDue(task)) await attempt(deps, { task, organization }, () => work(deps, organization));
    },
  });
}

interface Whose<Task extends string> {
  readonly find: (home: Home) => Promise<Due<Task>>;
  readonly work: (
    organization: OrganizationId,
    its: { readonly home: Home; readonly isDue: (task: Task) => boolean },
  ) => Promise<void>;
}

/** Queries what is due in each home, and works on its organizations one after the other. */
async function ofEach<Task extends string>(
  { db }: MaintenanceDeps,
  organizations: readonly OrganizationId[],
  { find, work }: Whose<Task>,
): Promise<void> {
  const found = new Map<Home, Due<Task>>();
  for (const home of db.homes()) if (!home.isAway) found.set(home, await find(home));
  for (const organization of organizations) {
    const home = await db.homeOf(organization);
    const due = found.get(home);
    // Its server is unreachable; the other homes do not wait for it.
    if (home.isAway || !due) continue;
    await work(organization, { home, isDue: (task) => due.has(organization, task) });
  }
}

const NOTICES: readonly (readonly [
  task: NoticeTask,
  send: (deps: MaintenanceDeps, organization: OrganizationId) => Promise<void>,
])[] = [
  ["mail to buyers", mailBuyers],
  ["mail of alerts", mailAlerts],
  ["messages to browsers", sendPushes],
  ["weekly summaries", mailSummaries],
];

interface Task {
  readonly task: string;
  readonly organization?: OrganizationId | undefined;
}

/** Answers whether it went well. */
async function attempt({ log }: MaintenanceDeps, what: Task, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    log.error({ err: error, ...what }, "a task of the upkeep failed; it is tried again the next time");
    return false;
  }
}

/** Runs hourly and daily tasks once per period, again at the next run where they failed, and at once in a new process. */
async function onceIn(
  periodMs: number,
  deps: MaintenanceDeps,
  what: Task,
  work: () => Promise<unknown>,
): Promise<void> {
  const period = Math.floor(deps.clock.now() / periodMs);
  if (isDone(periodMs, deps, what)) return;
  if (await attempt(deps, what, work)) deps.done.set(keyOf(what), period);
}

const keyOf = ({ organization, task }: Task) => `${organization ?? "installation"} ${task}`;

const isDone = (periodMs: number, { done, clock }: MaintenanceDeps, what: Task): boolean =>
  done.get(keyOf(what)) === Math.floor(clock.now() / periodMs);

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
         where x.organization_id = o and x.id = c and x.state in ${READ})
     order by 1, 2, 3) as waiting
     where not exists (select 1 from argosy.lane l
       where l.organization_id = o and l.connection_id = c and l.kind = k and l.due_at is not null)`;

interface Tidying extends DueAt {
  readonly deps: MaintenanceDeps;
  readonly organization: OrganizationId;
  readonly isDue: (task: MaintenanceTask) => boolean;
}

/** Since when this process has looked after things. */
function awakeSince({ done }: MaintenanceDeps, now: Date): Date {
  const since = done.get(AWAKE) ?? now.getTime();
  done.set(AWAKE, since);
  return new Date(since);
}
const AWAKE = "awake since";

/** Once a day every task runs, whatever the queries find: a query that misses something costs a day at most. */
function isNewDay({ done }: MaintenanceDeps, now: Date): boolean {
  const day = Math.floor(now.getTime() / (24 * HOUR_MS));
  const before = done.get(DAY) ?? day;
  done.set(DAY, day);
  return day !== before;
}
const DAY = "day of everything";

/** Tasks whose queries read what the last run left: nothing, for a new organization. */
const OF_FIGURES: ReadonlySet<MaintenanceTask> = new Set(["hours of the sync log", "a new time zone", "what runs out"]);

function isFirstPass({ done, clock }: MaintenanceDeps, organization: OrganizationId): boolean {
  const key = `${organization} known since`;
  const isFirst = !done.has(key);
  done.set(key, clock.now());
  return isFirst;
}

type Work<Name extends string> = readonly [task: Name, work: (tx: Tx, of: Tidying) => Promise<unknown>];

/** Tasks run every minute where due, in this order: later ones report what earlier ones did. */
const EVERY_MINUTE: readonly Work<MaintenanceTask>[] = [
  ["drafts of channels", (tx, { now }) => expireDrafts(tx, now)],
  ["exchange rates", (tx, { now }) => putRatesInForce(tx, now)],
  ["lost runs", (tx, { deps, organization }) => requeueLostRuns(deps, tx, organization)],
  ["empty holds", (tx, { now }) => endEmptyHolds(tx, now)],
  ["quiet contests", (tx, { now }) => endQuietContests(tx, now)],
  ["moot conflicts", (tx, { now }) => closeResolvedConflicts(tx, now)],
  ["listings that leave", (tx, { now }) => endRemovals(tx, now)],
  ["files of erased people", removeErasedFiles],
  ["reading that stands still", (tx, { now, awakeSince }) => alertStandstills(tx, { now, awakeSince })],
  ["settled alerts", (tx, { now }) => resolveSettledAlerts(tx, now)],
  ["gift cards without a sale", (tx, { now }) => alertUnclaimed(tx, now)],
  ["orders that became late", (tx, { now }) => noteLateOrders(tx, now)],
  ["gift cards not confirmed", (tx, { now }) => alertUnconfirmedUses(tx, now)],
  ["lots that expired", (tx, { now }) => markExpired(tx, now)],
  ["conversations near their date", (tx, { now }) => alertUrgent(tx, now)],
  ["orders to accept", (tx, { now }) => alertToAccept(tx, now)],
  ["backorders", (tx, { now }) => notifyBackorders(tx, now)],
  ["hours of the sync log", untilDone(countSyncHours)],
  ["a new time zone", followZone],
  ["what runs out", (tx, { now }) => findRunningOut(tx, now)],
];

const ONCE_A_DAY: readonly Work<string>[] = [
  ["ends of APIs", (tx, { deps, now }) => alertApiSunsets(tx, deps.connectors, now)],
  ["connectors that are not there", (tx, { deps, ...of }) => alertAbsentConnectors(tx, deps, of)],
  ["parked orders", (tx, { now }) => askParkedAgain(tx, now)],
  ["orders at risk", (tx, { now }) => alertAtRisk(tx, now)],
  ["lots of which none is left", (tx, { now }) => finishLots(tx, now)],
  ["lots that are refused", (tx, { now }) => markRefused(tx, now)],
  ["lots that expire", (tx, { now }) => tellExpiring(tx, now)],
  ["late payouts", (tx, { now }) => markLate(tx, now)],
  ["old reservations", (tx, { now }) => forgetReservations(tx, new Date(now.getTime() - RESERVATION_RETENTION_MS))],
];

function untilDone(work: (tx: Tx, now: Date) => Promise<boolean>): (tx: Tx, of: Tidying) => Promise<void> {
  return async (tx, { now }) => {
    while (await work(tx, now));
  };
}

/** Each batch a transaction of its own: they lock stock. */
const IN_BATCHES: readonly (readonly [task: MaintenanceTask, batch: (tx: Tx, now: Date) => Promise<boolean>])[] = [
  ["ended reservations", expireReservations],
  ["unpaid orders", endUnpaidHolds],
  ["due order holds", endDueHolds],
  ["locations of orders", improveRoutes],
  ["addresses of orders", keyAddresses],
  ["open orders of the day", noteDaily],
  ["promise dates", (tx) => calculatePromises(tx)],
];

async function tidy(of: Tidying): Promise<void> {
  const { deps, organization, now, isDue } = of;
  const { db } = deps;
  await everyMinute(of);
  const task = (name: string, work: () => Promise<unknown>) => attempt(deps, { task: name, organization }, work);
  for (const [name, batch] of IN_BATCHES)
    if (isDue(name))
      await task(name, async () => {
        while (await db.tenant(organization, (tx) => batch(tx, now)));
      });
  for (const [name, work] of ONCE_A_DAY)
    await onceIn(24 * HOUR_MS, deps, { task: name, organization }, () => db.tenant(organization, (tx) => work(tx, of)));
  await hourly(of);
  if (isDue("deleted stores")) await task("deleted stores", () => finishDisconnecting(deps, organization));
  if (isDue("card terminals")) await task("card terminals", () => deps.terminals.tend(organization));
}

/** Tasks by day or age: once an hour is often enough. One query says which are due. */
async function hourly({ deps, organization, now }: Tidying): Promise<void> {
  const { db } = deps;
  const plan = { task: "orders of the plan", organization };
  const ages = retention(deps, organization, now);
  const due = ages.filter(([task]) => !isDone(HOUR_MS, deps, { task, organization }));
  if (due.length === 0 && isDone(HOUR_MS, deps, plan)) return;
  const none = { task: "what ends by its age", organization };
  let there: ReadonlySet<string> | undefined;
  await attempt(deps, none, async () => {
    there = await db.tenant(organization, (tx) => dueRemovals(deps, tx, now));
  });
  const isThere = (task: string) => there?.has(task) ?? true;
  for (const [task, work] of due)
    await onceIn(HOUR_MS, deps, { task, organization }, async () => {
      if (isThere(task)) await work();
    });
  await onceIn(HOUR_MS, deps, plan, async () => {
    if (isThere(plan.task)) await db.tenant(organization, (tx) => alertOrdersOverPlan(tx, now));
  });
}

/**
 * All in one transaction, as an organization that has much to do has most of it; after a failure each in one of its own, so
 * that only the one at fault is not done.
 */
async function everyMinute(of: Tidying): Promise<void> {
  const { deps, organization, isDue } = of;
  const due = EVERY_MINUTE.filter(([task]) => isDue(task));
  if (due.length === 0) return;
  try {
    await deps.db.tenant(organization, async (tx) => {
      for (const [, work] of due) await work(tx, of);
    });
  } catch (error) {
    deps.log.warn(
      { err: error, organization },
      "the upkeep of an organization failed as a whole; its tasks one by one",
    );
    for (const [task, work] of due)
      await attempt(deps, { task, organization }, () => deps.db.tenant(organization, (tx) => work(tx, of)));
  }
}
