/**
 * Finds due maintenance of all organizations of a home in one statement, in the scheduler's role, which reads ids,
 * states and times only. A task is found where it would do something, or where it might if it needs more than that role
 * may read.
 */

import type { Logger } from "pino";
import type { OrganizationId } from "../../commerce/ids.ts";
import { READ } from "../../db/connection-states.ts";
import type { Home } from "../../db/database.ts";
import { FRESH_FOR_MS } from "../../hub/analytics/running-out.ts";
import { lastWholeHour } from "../../hub/analytics/sync-hours.ts";
import { URGENT_MS } from "../../hub/conversations/alerts.ts";
import { EXPIRED_LATELY } from "../../hub/lots/hold-lots.ts";
import { NEWS } from "../../hub/notifications/mails.ts";
import { acceptanceUrgentFrom } from "../../hub/orders/orders-to-accept.ts";
import { UNSHIPPED } from "../../hub/orders/to-ship.ts";
import { UNCLAIMED_MS } from "../../hub/promotions/gift-card-claims.ts";
import { UNCONFIRMED_MS } from "../../hub/promotions/gift-card-use.ts";
import { FROM_HOUR } from "../../hub/summaries/weekly-summary.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { LEAST_OF_ORDERS_UNREAD, LEAST_OF_OTHERS_UNREAD, standsStill } from "../sweeps/standstill.ts";
import { CHECK_AFTER_MS, UNUSED_MS } from "../terminals/terminal-service.ts";
import { SETTLING_KINDS } from "./settled-alerts.ts";

export interface DueAt {
  readonly now: Date;
  /** Since when this process has looked after things. */
  readonly awakeSince: Date;
}

/** SQL: a time so long ago; `$1` is now. */
const before = (ms: number) => `$1::timestamptz - ${ms} * interval '1 millisecond'`;

/**
 * SQL: organizations with a row `w` that is among `some` and due, found by leaping from one organization to the next in an
 * index of `some`: what many of them have and is not due costs no more than what one has.
 */
function whose(table: string, some: string, due = "true"): string {
  const next = (than: string) =>
    `select w.organization_id from argosy.${table} w where ${than} ${some} order by w.organization_id limit 1`;
  return `(with recursive leap (id) as (
      (${next("")})
      union all select (${next("w.organization_id > leap.id and")}) from leap where leap.id is not null)
    select leap.id from leap
    where exists (select from argosy.${table} w where w.organization_id = leap.id and ${some} and ${due}))`;
}

/** SQL: organizations of whose figures this is true; `w` is their state, `o` the organization. */
const whoseFigures = (due: string) =>
  `select w.organization_id from argosy.analytics_state w
   join argosy.organization o on o.organization_id = w.organization_id where ${due}`;

const STANDS_STILL = `select s.organization_id from argosy.sync_cursor s
  join argosy.connection c on c.organization_id = s.organization_id and c.id = s.connection_id
  where s.next_at is not null and s.turn_at is not null and s.every_ms is not null
    and c.state in ${READ}
    and case when s.sweep like 'orders:%' then ${standsStill("s.turn_at", LEAST_OF_ORDERS_UNREAD)}
      else ${standsStill("coalesce(s.failing_since, s.turn_at)", LEAST_OF_OTHERS_UNREAD)} end`;

// A hold that holds nothing back any more.
const EMPTY_HOLD = `not exists (select from argosy.listing_stock h
  where h.organization_id = w.organization_id and h.connection_id = w.connection_id and h.held_by = w.id)`;

// Stock that moved, or anything else the pace follows from; a new day, and what no note was made of, within the hour.
const PACE_CHANGED = `(w.paced_at is null or w.paced_at <= ${before(FRESH_FOR_MS)}
    and (w.is_pace_outdated or w.paced_at <= $1::timestamptz - interval '1 hour'
      or (w.paced_at at time zone o.zone)::date < ($1::timestamptz at time zone o.zone)::date
      or exists (select from argosy.movement m where m.organization_id = w.organization_id
        and (w.paced_movement is null or m.id > w.paced_movement))))`;

/** Of each task SQL of the organizations it is due in. `$1`: now, `$2`: awake since, `$3`: end of the last whole hour. */
const TENDED = {
  "drafts of channels": whose("connection", "w.state = 'draft'", "w.draft_expires_at <= $1"),
  "exchange rates": whose("fx_rate", "not w.in_force", "w.valid_from <= $1"),
  "empty holds": whose("stock_hold", "w.state = 'open'", EMPTY_HOLD),
  "quiet contests": `${whose("conflict", "w.state = 'open'", "w.policy = 'contested'")}
    union select organization_id from argosy.connection where health = 'degraded' and failing_since is null`,
  "moot conflicts": `${whose("conflict", "w.state = 'open'")}
    union ${whose("listing_price", "w.disputed_by is not null")}`,
  "listings that leave": whose("listing", "w.leaves"),
  "files of erased people": whose("channel_file", "w.ends_with_run"),
  "reading that stands still": STANDS_STILL,
  "settled alerts": whose(
    "alert",
    "w.state <> 'resolved'",
    `w.kind in (${SETTLING_KINDS.map((kind) => `'${kind}'`).join(", ")})`,
  ),
  "hours of the sync log": whoseFigures("w.hours_until is null or w.hours_until < $3"),
  "a new time zone": whoseFigures("w.zone is distinct from o.zone"),
  "what runs out": whoseFigures(PACE_CHANGED),
  "lots that expired": whose("lot", "w.expires_position < 'infinity'", EXPIRED_LATELY),
  "conversations near their date": whose(
    "conversation",
    "w.state = 'waiting_for_seller' and w.done_at is null",
    `w.urged_at is null and w.respond_by <= $1::timestamptz + ${URGENT_MS} * interval '1 millisecond'`,
  ),
  "orders to accept": whose("sales_order", "w.awaits_acceptance", `${acceptanceUrgentFrom("w")} <= $1`),
  "ended reservations": whose("stock_reservation", "w.state = 'held'", "w.expires_at <= $1"),
  "unpaid orders": whose("sales_order", "w.held_until is not null and not w.hold_ended", "w.held_until <= $1"),
  "promise dates": `select w.organization_id
    from argosy.promise_version w
    where exists (select from argosy.sales_order o
      where o.organization_id = w.organization_id and ${UNSHIPPED} and o.promise_version < w.version)`,
  // Whether an event has happened stands in columns this role does not read.
  "due order holds": whose(
    "order_hold",
    "w.ended_at is null and (w.until_at is not null or w.until_event is not null)",
    "(w.until_event is not null or w.until_at <= $1)",
  ),
  "orders that became late": whose("automation", "w.is_on and w.trigger = 'order.late'"),
  "open orders of the day": whose("automation", "w.is_on and w.trigger = 'order.daily'"),
  "locations of orders": whose("order_route", "w.is_open", "w.looked_at < $1"),
  "addresses of orders": whose("sales_order", `not w.is_address_keyed and ${UNSHIPPED.replaceAll("o.", "w.")}`),
  // Whether an order still has the lines it promised a day for stands in columns this role does not read.
  backorders: [
    whose("sales_order", "w.is_short"),
    whose("backorder", "true"),
    whose("variant_presale", "true"),
    whose("sales_order", "w.promised_on is not null and w.fulfilment in ('unfulfilled', 'partial')"),
  ].join(" union "),
  "deleted stores": whose(
    "connection",
    "w.state = 'deleted' and (w.cancels_orders or w.removal_due_at is not null)",
    "(w.cancels_orders or w.removal_due_at <= $1)",
  ),
  "gift cards without a sale": whose(
    "gift_card_entry",
    "w.register_id is not null and w.used_by is null and w.told_at is null",
    `w.at < ${before(UNCLAIMED_MS)}`,
  ),
  "gift cards not confirmed": whose(
    "gift_card_use",
    "w.state = 'running' and w.told_at is null",
    `greatest(w.started_at, w.finished_at) < ${before(UNCONFIRMED_MS)}`,
  ),
  "card terminals": `${whose(
    "pos_terminal_payment",
    "w.state in ('asked', 'waiting')",
    `w.looked_at < ${before(CHECK_AFTER_MS)}`,
  )} union ${whose(
    "pos_terminal_payment",
    "w.state = 'paid' and w.used_by is null and w.told_at is null",
    `w.settled_at < ${before(UNUSED_MS)}`,
  )}`,
} as const;

// The last week that is over began on the Monday before the one of today, early on a Monday on the one before that.
const LAST_WEEK = `(date_trunc('week', $1::timestamptz at time zone o.zone - interval '1 day' * case
    when extract(isodow from $1::timestamptz at time zone o.zone) = 1
      and extract(hour from $1::timestamptz at time zone o.zone) < ${FROM_HOUR} then 7 else 0 end)
  - interval '7 days')::date`;

/** Looked for after the others, which bring some of it. */
const NOTIFIED = {
  "mail to buyers": `${whose("buyer_mail", "w.due_at is not null", "w.due_at <= $1")}
    union ${whose("sales_order", "w.pickup_mail_at is not null", "w.pickup_mail_at <= $1")}
    union ${whose("automation_mail", "w.due_at is not null", "w.due_at <= $1")}`,
  "mail of alerts": whose(
    "alert",
    "w.state <> 'resolved'",
    `w.state = 'open' and w.last_at > $1::timestamptz - interval '${NEWS}'
       and w.first_at > $1::timestamptz - interval '${NEWS}'`,
  ),
  "messages to browsers": `${whose(
    "push_device",
    "w.alerts",
    `exists (select from argosy.alert a where a.organization_id = w.organization_id and a.state = 'open'
       and a.first_at > w.created_at and a.first_at > $1::timestamptz - interval '${NEWS}')`,
  )} union ${whose(
    "push_device",
    "w.new_orders",
    "exists (select from argosy.sales_order o where o.organization_id = w.organization_id and o.id > w.orders_after)",
  )}`,
  "weekly summaries": `select w.organization_id from argosy.weekly_summary w
    join argosy.organization o on o.organization_id = w.organization_id where w.is_on and w.told_week < ${LAST_WEEK}`,
} as const;

export type MaintenanceTask = keyof typeof TENDED | "lost runs";
export type NoticeTask = keyof typeof NOTIFIED;

export interface Due<Task extends string> {
  has(organization: OrganizationId, task: Task): boolean;
}

interface QueryDeps {
  readonly log: Logger;
  readonly jobs: Pick<Jobs, "whoseRunsAreLost">;
}

/** Tasks to do but mails and messages to browsers, of the organizations of a home. */
export async function findDueTasks(deps: QueryDeps, home: Home, at: DueAt): Promise<Due<MaintenanceTask>> {
  const found = await queryDue(deps, home, TENDED, at);
  const lost = await deps.jobs.whoseRunsAreLost(home).catch(notFound(deps, "lost runs"));
  return dueOf(new Map([...found, ["lost runs", lost && new Set(lost)]]));
}

/** Mails and messages to browsers that are due, of the organizations of a home. */
export const findDueNotices = async (deps: QueryDeps, home: Home, at: DueAt): Promise<Due<NoticeTask>> =>
  dueOf(await queryDue(deps, home, NOTIFIED, at));

/** Ids of organizations by task; null: it could not be looked for, and is due in all of them. */
type Found = ReadonlyMap<string, ReadonlySet<string> | null>;

const dueOf = (found: Found): Due<string> => ({
  has: (organization, task) => found.get(task)?.has(organization) ?? true,
});

const notFound =
  ({ log }: QueryDeps, task: string) =>
  (error: unknown): null => {
    log.error({ err: error, task }, "what is due could not be looked for; every organization is looked after");
    return null;
  };

/** Queries all tasks at once; where that fails, each by itself, so that only the faulty one is missing. */
async function queryDue(
  deps: QueryDeps,
  { scheduler }: Home,
  queries: Readonly<Record<string, string>>,
  { now, awakeSince }: DueAt,
): Promise<Found> {
  const ask = async (some: readonly string[]): Promise<Found> => {
    const arrays = some.map((task) => `array(select f.id::text from (${queries[task]}) as f(id))`);
    // Every parameter is used: an unused one has no type.
    const { found } = await scheduler.one<{ found: readonly (readonly string[])[] }>(
      `select json_build_array(${arrays.join(",\n")}) as found
       from (select $1::timestamptz, $2::timestamptz, $3::timestamptz) as given`,
      [now, awakeSince, lastWholeHour(now)],
    );
    return new Map(found.map((ids, n) => [some[n] ?? "", new Set(ids)]));
  };
  const tasks = Object.keys(queries);
  try {
    return await ask(tasks);
  } catch (error) {
    deps.log.warn({ err: error }, "what is due could not be looked for as a whole; one by one");
  }
  const each: [string, ReadonlySet<string> | null][] = [];
  for (const task of tasks) {
    const found = await ask([task]).catch(notFound(deps, task));
    each.push([task, found?.get(task) ?? null]);
  }
  return new Map(each);
}
