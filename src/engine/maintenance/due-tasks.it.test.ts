/** Each task of the upkeep is found in the organization it is due in, and in no other: for every task there is a case. */
import { randomUUID } from "node:crypto";
import pino from "pino";
import { beforeAll, expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Home } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { rowsReadBy } from "../../db/testing-plans.ts";
import { NOON } from "../../hub/listings/samples.ts";
import { createJobs, prepareJobs } from "../jobs/jobs.ts";
import { findDueNotices, findDueTasks, type MaintenanceTask, type NoticeTask } from "./due-tasks.ts";
import { AUTOMATION_MAIL, DAILY_ORDERS, LATE_ORDERS, MAILS_TO_BUYERS } from "./testing-due-automations.ts";
import { dueConversations } from "./testing-due-conversations.ts";
import { DUE_ORDERS } from "./testing-due-holds.ts";
import {
  DUE_BACKORDERS,
  DUE_ROUTE,
  ENDED_RESERVATION,
  EXPIRED_LOT,
  ORDER_WITHOUT_ADDRESS_KEY,
  UNCONFIRMED_USE,
} from "./testing-due-uses.ts";

type Row = Readonly<Record<string, unknown>>;

/** Rows of one table: the first makes the task due, the others do not. */
interface Case {
  readonly table: string;
  /** A row that is there in any case. */
  readonly beside?: { readonly table: string; readonly row: Row };
  readonly due: Row;
  readonly notDue: readonly Row[];
}

const ago = (minutes: number) => new Date(NOON.getTime() - minutes * 60_000);
const later = ago(-1);
const STORE = randomUUID();
const store = { kind: "commerce", provider: "fakeshop", code: "a", name: "A", webhook_key: "a", order_prefix: "A" };
const alert = { severity: "info", cause: "x", title: "x", text: "x", first_at: ago(10), last_at: ago(10) };
const order = { financial: "pending", fulfilment: "unfulfilled", status: "pending" };
const card = { amount_minor: 100, currency: "EUR", state: "asked", looked_at: ago(2) };
const paid = { ...card, state: "paid", paid_minor: 100, settled_at: ago(16) };
const entry = { kind: "redeemed", amount_minor: -100, balance_minor: 0, reference: "x", actor: "system" };
const redeemed = { ...entry, register_id: STORE, at: ago(16) };
const counted = {
  zone: "UTC",
  hours_until: NOON,
  paced_at: ago(6),
  paced_movement: "80000000-0000-7000-8000-000000000000",
};
const cursor = { connection_id: STORE, sweep: "orders:x", next_at: NOON, every_ms: 60_000, turn_at: ago(16) };

const CASES: Readonly<Record<MaintenanceTask | NoticeTask, readonly Case[]>> = {
  "drafts of channels": [
    {
      table: "connection",
      due: { ...store, state: "draft", draft_expires_at: ago(1) },
      notDue: [
        { ...store, state: "draft", draft_expires_at: later },
        { ...store, code: "b", webhook_key: "b", state: "active", draft_expires_at: ago(1) },
      ],
    },
  ],
  "exchange rates": [
    {
      table: "fx_rate",
      due: { base: "EUR", quote: "USD", rate: 1, in_force: false, valid_from: NOON },
      notDue: [
        { base: "EUR", quote: "USD", rate: 1, in_force: false, valid_from: later },
        { base: "EUR", quote: "GBP", rate: 1, in_force: true, valid_from: NOON },
      ],
    },
  ],
  "locations of orders": [DUE_ROUTE],
  backorders: DUE_BACKORDERS,
  "conversations near their date": dueConversations(STORE),
  "lost runs": [
    {
      table: "run",
      due: { kind: "x", state: "running", run_at: NOON },
      notDue: [{ kind: "x", state: "done", run_at: NOON }],
    },
  ],
  "empty holds": [
    {
      table: "stock_hold",
      due: { connection_id: STORE, direction: "out", state: "open" },
      notDue: [{ connection_id: STORE, direction: "out", state: "ended" }],
    },
  ],
  "quiet contests": [
    {
      table: "conflict",
      due: { connection_id: STORE, listing_id: STORE, field: "stock", state: "open", policy: "contested" },
      notDue: [{ connection_id: STORE, listing_id: STORE, field: "stock", state: "open", policy: "ask" }],
    },
    {
      table: "connection",
      due: { ...store, state: "active", health: "degraded" },
      notDue: [{ ...store, state: "active", health: "degraded", failing_since: ago(1) }],
    },
  ],
  "moot conflicts": [
    {
      table: "conflict",
      due: { connection_id: STORE, listing_id: STORE, field: "price", state: "open", policy: "ask" },
      notDue: [{ connection_id: STORE, listing_id: STORE, field: "price", state: "closed", policy: "ask" }],
    },
    { table: "listing_price", due: { connection_id: STORE, listing_id: STORE, disputed_by: STORE }, notDue: [] },
  ],
  "listings that leave": [
    {
      table: "listing",
      due: { connection_id: STORE, ext_key: "1", state: "mapped", variant_id: STORE, leaves: true },
      notDue: [{ connection_id: STORE, ext_key: "1", state: "mapped", variant_id: STORE, leaves: false }],
    },
  ],
  "files of erased people": [
    {
      table: "channel_file",
      due: { connection_id: STORE, kind: "orders", name: "a", ends_with_run: true },
      notDue: [{ connection_id: STORE, kind: "orders", name: "a", ends_with_run: false }],
    },
  ],
  "reading that stands still": [
    {
      table: "sync_cursor",
      beside: { table: "connection", row: { ...store, id: STORE, state: "active" } },
      due: cursor,
      notDue: [
        { ...cursor, turn_at: ago(15) },
        { ...cursor, sweep: "stock", turn_at: ago(60) },
        { ...cursor, sweep: "orders:rare", every_ms: 6 * 60_000 },
      ],
    },
    {
      table: "sync_cursor",
      beside: { table: "connection", row: { ...store, id: STORE, state: "active" } },
      due: { ...cursor, sweep: "stock", failing_since: ago(61), turn_at: ago(1) },
      notDue: [{ ...cursor, sweep: "stock", failing_since: ago(59), turn_at: ago(1) }],
    },
  ],
  "settled alerts": [
    {
      table: "alert",
      due: { ...alert, kind: "stock_failed", state: "snoozed" },
      notDue: [
        { ...alert, kind: "stock_failed", state: "resolved" },
        { ...alert, cause: "y", kind: "plan_orders", state: "open" },
      ],
    },
  ],
  "hours of the sync log": [
    { table: "analytics_state", due: { ...counted, hours_until: ago(61) }, notDue: [counted] },
    { table: "analytics_state", due: { ...counted, hours_until: null }, notDue: [] },
  ],
  "a new time zone": [
    { table: "analytics_state", due: { ...counted, zone: "Asia/Baghdad" }, notDue: [counted] },
    { table: "analytics_state", due: { ...counted, zone: null }, notDue: [] },
  ],
  "what runs out": [
    { table: "analytics_state", due: { ...counted, paced_at: null }, notDue: [counted] },
    {
      table: "analytics_state",
      due: { ...counted, is_pace_outdated: true },
      notDue: [{ ...counted, is_pace_outdated: true, paced_at: ago(4) }],
    },
    { table: "analytics_state", due: { ...counted, paced_at: ago(60) }, notDue: [] },
  ],
  "lots that expired": [EXPIRED_LOT],
  "ended reservations": [ENDED_RESERVATION],
  "unpaid orders": [
    {
      table: "sales_order",
      due: { ...order, number: "1", held_until: NOON, hold_ended: false },
      notDue: [
        { ...order, number: "1", held_until: later, hold_ended: false },
        { ...order, number: "2", held_until: NOON, hold_ended: true },
      ],
    },
  ],
  ...DUE_ORDERS,
  "orders that became late": [LATE_ORDERS],
  "open orders of the day": [DAILY_ORDERS],
  "addresses of orders": [ORDER_WITHOUT_ADDRESS_KEY],
  "deleted stores": [
    {
      table: "connection",
      due: { ...store, state: "deleted", deleted_at: NOON, removal_due_at: NOON },
      notDue: [{ ...store, state: "deleted", deleted_at: NOON, removal_due_at: later }],
    },
    {
      table: "connection",
      due: { ...store, state: "deleted", deleted_at: NOON, cancels_orders: true },
      notDue: [{ ...store, state: "deleted", deleted_at: NOON }],
    },
  ],
  "gift cards without a sale": [
    {
      table: "gift_card_entry",
      due: redeemed,
      notDue: [{ at: ago(15) }, { register_id: null }, { used_by: STORE }].map((not) => ({ ...redeemed, ...not })),
    },
  ],
  "gift cards not confirmed": [UNCONFIRMED_USE],
  "card terminals": [
    { table: "pos_terminal_payment", due: card, notDue: [{ ...card, looked_at: ago(1) }] },
    {
      table: "pos_terminal_payment",
      due: paid,
      notDue: [{ settled_at: ago(15) }, { told_at: ago(1) }].map((not) => ({ ...paid, ...not })),
    },
  ],
  "mail to buyers": [...MAILS_TO_BUYERS, AUTOMATION_MAIL],
  "mail of alerts": [
    {
      table: "alert",
      due: { ...alert, kind: "stock_failed", state: "open" },
      notDue: [
        { ...alert, kind: "stock_failed", state: "snoozed" },
        { ...alert, cause: "y", kind: "stock_failed", state: "open", first_at: ago(8 * 24 * 60) },
      ],
    },
  ],
  "messages to browsers": [
    {
      table: "push_device",
      beside: { table: "alert", row: { ...alert, kind: "stock_failed", state: "open" } },
      due: { alerts: true, new_orders: false, created_at: ago(60) },
      notDue: [
        { alerts: false, new_orders: false, created_at: ago(60) },
        { endpoint: "b", alerts: true, new_orders: false, created_at: later },
      ],
    },
    {
      table: "push_device",
      beside: { table: "sales_order", row: { ...order, id: "50000000-0000-7000-8000-000000000000", number: "1" } },
      due: { new_orders: true, orders_after: "40000000-0000-7000-8000-000000000000" },
      notDue: [
        { new_orders: false, orders_after: "40000000-0000-7000-8000-000000000000" },
        { endpoint: "b", new_orders: true, orders_after: "50000000-0000-7000-8000-000000000000" },
      ],
    },
  ],
  "weekly summaries": [
    {
      table: "weekly_summary",
      due: { user_id: "u", is_on: true, told_week: new Date("2020-01-06") },
      notDue: [{ user_id: "u", is_on: false, told_week: new Date("2020-01-06") }],
    },
  ],
};

const FILLED: Readonly<Record<string, () => unknown>> = {
  uuid: randomUUID,
  text: () => "",
  character: () => "EUR",
  "timestamp with time zone": () => ago(5),
  integer: () => 0,
  bigint: () => 0,
  jsonb: () => ({}),
  boolean: () => false,
  bytea: () => `\\x${"00".repeat(32)}`,
};

const db = fixture(testDatabase);
const columns = new Map<string, { readonly name: string; readonly type: string }[]>();

beforeAll(async () => {
  await prepareJobs(db.database.ownerUrl);
  const rows = await db.owner.rows<{ table: string; name: string; type: string }>(
    `select table_name as table, column_name as name, data_type as type
     from information_schema.columns
     where table_schema = 'argosy' and is_nullable = 'NO' and column_default is null and is_generated = 'NEVER'`,
  );
  for (const { table, ...column } of rows) columns.set(table, [...(columns.get(table) ?? []), column]);
});

/** A row whose other columns hold nothing in particular; what it refers to need not be there. */
async function insert(organization: OrganizationId, table: string, row: Row): Promise<void> {
  const filled = Object.fromEntries((columns.get(table) ?? []).map(({ name, type }) => [name, FILLED[type]?.()]));
  const values = { ...filled, ...row, organization_id: organization };
  const names = Object.keys(values).join(", ");
  await db.owner.run(
    `with alone as materialized (select set_config('session_replication_role', 'replica', true))
     insert into argosy.${table} (${names})
     select ${names} from alone, json_populate_record(null::argosy.${table}, $1)`,
    [JSON.stringify(values)],
  );
}

const tasks = Object.keys(CASES) as (MaintenanceTask | NoticeTask)[];
const cases = tasks.flatMap((task) => CASES[task].map((each) => ({ task, ...each })));

const NOTICES: ReadonlySet<string> = new Set([
  "mail to buyers",
  "mail of alerts",
  "messages to browsers",
  "weekly summaries",
] satisfies NoticeTask[]);
const isNotice = (task: string): task is NoticeTask => NOTICES.has(task);

/** Whether the look finds a task in an organization. */
async function isDue(organization: OrganizationId, task: MaintenanceTask | NoticeTask, now = NOON): Promise<boolean> {
  const log = pino({ level: "silent" });
  const deps = {
    log,
    jobs: createJobs({ db: db.database, log }),
  };
  const [home] = db.database.homes();
  if (!home) throw new Error("There is no home.");
  const at = { now, awakeSince: ago(24 * 60) };
  if (isNotice(task)) return (await findDueNotices(deps, home, at)).has(organization, task);
  return (await findDueTasks(deps, home, at)).has(organization, task);
}

test.each(cases)("$task: a row of $table that is due is found, and no other", async (given) => {
  const { task, table, beside, due, notDue } = given;
  const one = await db.newOrganization();
  const other = await db.newOrganization();
  for (const organization of [one, other]) if (beside) await insert(organization, beside.table, beside.row);
  for (const row of notDue) await insert(other, table, row);
  expect(await isDue(one, task)).toBe(false);
  await insert(one, table, due);
  expect(await isDue(one, task)).toBe(true);
  expect(await isDue(other, task)).toBe(false);
});

test("items that run out are checked after stock moved, and when the organization's day starts", async () => {
  const here = await db.newOrganization();
  const figures = { ...counted, paced_at: new Date("2026-03-10T20:55:00Z") };
  await insert(here, "analytics_state", figures);
  const isDueAt = (time: string) => isDue(here, "what runs out", new Date(time));
  expect(await isDueAt("2026-03-10T21:05:00Z")).toBe(false);
  await db.owner.run("update argosy.organization set zone = 'Asia/Baghdad' where organization_id = $1", [here]);
  expect(await isDueAt("2026-03-10T20:59:59Z")).toBe(false);
  expect(await isDueAt("2026-03-10T21:00:00Z")).toBe(true);
  await db.owner.run("update argosy.organization set zone = 'UTC' where organization_id = $1", [here]);
  await insert(here, "movement", { id: "00000000-0000-7000-8000-000000000000", cause_kind: "adjust", cause_ref: "1" });
  expect(await isDueAt("2026-03-10T21:05:00Z")).toBe(false);
  await insert(here, "movement", { id: "ffffffff-0000-7000-8000-000000000000", cause_kind: "adjust", cause_ref: "2" });
  expect(await isDueAt("2026-03-10T20:58:00Z")).toBe(false);
  expect(await isDueAt("2026-03-10T21:05:00Z")).toBe(true);
});

test("a week is told from eight of its Monday on, by the organization's clock", async () => {
  const here = await db.newOrganization();
  await db.owner.run("update argosy.organization set zone = 'Asia/Baghdad' where organization_id = $1", [here]);
  await insert(here, "weekly_summary", { user_id: "u", is_on: true, told_week: "2026-03-02" });
  // Three hours ahead of UTC; the 16th is a Monday.
  const times = ["2026-03-15T23:00:00Z", "2026-03-16T04:59:59Z", "2026-03-16T05:00:00Z", "2026-03-18T00:00:00Z"];
  const due = await Promise.all(times.map((time) => isDue(here, "weekly summaries", new Date(time))));
  expect(due).toEqual([false, false, true, true]);
});

test("a look that fails is told, and its task is due everywhere; the others are as they are", async () => {
  const here = await db.newOrganization();
  await db.owner.run("revoke select (in_force) on argosy.fx_rate from argosy_scheduler");
  try {
    expect(await isDue(here, "exchange rates")).toBe(true);
    expect(await isDue(here, "drafts of channels")).toBe(false);
  } finally {
    await db.owner.run("grant select (in_force) on argosy.fx_rate to argosy_scheduler");
  }
});

test("a check of many organizations with nothing due costs no more than of one", async () => {
  const here = await db.newOrganization();
  await db.owner.run(
    `with alone as materialized (select set_config('session_replication_role', 'replica', true))
     insert into argosy.stock_reservation (organization_id, reference, variant_id, location_id, quantity, expires_at,
       created_at, created_by)
     select $1, n::text, gen_random_uuid(), gen_random_uuid(), 1, $2, now(), ''
     from alone, generate_series(1, 20000) as n`,
    [here, later],
  );
  await db.owner.run("analyze argosy.stock_reservation");
  const [home] = db.database.homes();
  if (!home) throw new Error("There is no home.");
  let rows = 0;
  const checked: Home = {
    ...home,
    scheduler: {
      ...home.scheduler,
      async one<T>(text: string, params?: readonly unknown[]) {
        rows += await rowsReadBy(home.scheduler, text, params);
        return home.scheduler.one<T>(text, params);
      },
    },
  };
  const log = pino({ level: "silent" });
  const deps = {
    log,
    jobs: createJobs({ db: db.database, log }),
  };
  await findDueTasks(deps, checked, { now: NOON, awakeSince: ago(24 * 60) });
  expect(rows).toBeGreaterThan(0);
  expect(rows).toBeLessThan(1_000);
});
